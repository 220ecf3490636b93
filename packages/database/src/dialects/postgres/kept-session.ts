/**
 * A pooler between this program and the server may lend a server's connection for one transaction only. Then what a
 * session sets or locks is on one connection now and on another one later, and stays behind where nobody looks for it. So a
 * session that does not come from the server itself is tried first: while it is idle, somebody else begins a transaction.
 * A pooler for transactions gives that one the connection that was just in use.
 */
import type { Client } from "pg";
import { databaseErrors } from "../../errors/database-errors.ts";
import type { ServerClient } from "./server-client.ts";

const ASK = "SELECT pg_backend_pid()";
/** A pooler that lends connections in turn may give the same one twice by chance. */
const ROUNDS = 3;

/**
 * Makes sure that a session is the same one from statement to statement.
 *
 * @param client the connection that is to be lent
 * @param connectBeside makes another connection to the same place
 * @param target the database, for the message
 * @throws DATABASE.SESSION_NOT_KEPT
 */
export async function assertKept(client: ServerClient, connectBeside: () => Client, target: string): Promise<void> {
  // The server itself answers with the number that it announced.
  if (client.processId !== undefined) return;
  if (await staysTheSame(client, connectBeside())) return;
  throw databaseErrors.create("SESSION_NOT_KEPT", {
    message: `${target} does not keep a connection for longer than a transaction`,
    why: "a pooler lends the server's connections for single transactions, so settings and locks of a session would be on another one by the next statement, and stay behind on the first",
    fix: "use a URL that leads to the server itself, or a pooler that lends connections for whole sessions",
  });
}

async function staysTheSame(client: ServerClient, beside: Client): Promise<boolean> {
  beside.on("error", () => undefined);
  try {
    // Before the session is asked, so that what the session was asked on is what was given back last.
    await beside.connect();
    for (let round = 0; round < ROUNDS; round++) {
      const before = await ownProcess(client);
      await beside.query("BEGIN");
      const { rows } = await beside.query<Record<string, unknown>>(ASK);
      const after = await ownProcess(client);
      await beside.query("ROLLBACK");
      if (before === rows[0]?.pg_backend_pid || before !== after) return false;
    }
    return true;
  } finally {
    await beside.end().catch(() => undefined);
  }
}

async function ownProcess(client: ServerClient): Promise<unknown> {
  return (await client.sendForObjects({ text: ASK })).rows[0]?.pg_backend_pid;
}
