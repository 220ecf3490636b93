import type { Client } from "pg";
import type { ServerClient } from "./server-client.ts";
import { connectionLost } from "./transport-failures.ts";

/**
 * Makes the server stop the statement that runs on a connection. Where it cannot be told to, the connection is given up
 * instead, and the statement fails with it.
 *
 * @param client the connection
 * @param connectBeside makes another connection to the same place
 * @param target the database, for the message
 */
export async function interruptStatement(
  client: ServerClient,
  connectBeside: () => Client,
  target: string,
): Promise<void> {
  const beside = client.processId === undefined ? undefined : connectBeside();
  beside?.on("error", () => undefined);
  try {
    if (beside === undefined) throw new Error("a pooler stands between");
    await beside.connect();
    await beside.query("SELECT pg_cancel_backend($1)", [client.processId]);
  } catch {
    client.giveUp(connectionLost(target));
  } finally {
    await beside?.end().catch(() => undefined);
  }
}
