import type { Client } from "pg";
import { askBeside } from "./ask-beside.ts";
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
  if (!(await cancelStatement(client, connectBeside))) client.giveUp(connectionLost(target));
}

/**
 * Asks the server to stop the statement that runs on a connection.
 *
 * @param client the connection
 * @param connectBeside makes another connection to the same place
 * @returns whether the server was told; behind a pooler nobody knows which process it is
 */
export async function cancelStatement({ processId }: ServerClient, connectBeside: () => Client): Promise<boolean> {
  if (processId === undefined) return false;
  try {
    await askBeside(connectBeside, "SELECT pg_cancel_backend($1)", [processId]);
    return true;
  } catch {
    return false;
  }
}
