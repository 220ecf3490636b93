import { setTimeout as sleep } from "node:timers/promises";
import { databaseErrorKind, failureError } from "../../errors/driver-failure.ts";
import type { ClientPool } from "./client-pool.ts";
import { PostgresSession } from "./postgres-session.ts";
import { connectionLost } from "./transport-failures.ts";

/** How long a server is asked that is not there, or has not ended the transaction yet. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 50;

/** Null for a transaction that has written nothing. */
const NUMBER = { text: "SELECT pg_current_xact_id_if_assigned()::text", name: "dataflow_transaction_number" };
const STATUS = "SELECT pg_xact_status($1::text::xid8)";

/** A session that knows the number of its transaction, so that the server can be asked when the answer to a commit is lost. */
export class ConfirmedSession extends PostgresSession {
  override async commit(): Promise<void> {
    const number = await this.#number();
    try {
      await super.commit();
    } catch (error) {
      if (databaseErrorKind(error) !== "COMMIT_UNKNOWN") throw error;
      // Of what has written nothing, nothing can be there.
      const status = number === undefined ? "aborted" : await statusOf(this.pool, number);
      if (status === "aborted") throw failureError(connectionLost(this.pool.target));
      if (status !== "committed") throw error;
    }
  }

  async #number(): Promise<string | undefined> {
    try {
      const { rows } = await this.execute(NUMBER, []);
      const number = rows[0]?.[0];
      return typeof number === "string" ? number : undefined;
    } catch (error) {
      // Whoever commits does not roll back.
      await this.rollback();
      throw error;
    }
  }
}

/** What became of a transaction; undefined when the server cannot say. */
async function statusOf(pool: ClientPool, number: string): Promise<string | undefined> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (performance.now() < giveUpAt) {
    // A server that cannot be reached now may be there again in a moment.
    const rows = await pool.askBeside(STATUS, [number]).catch(() => [["in progress"]]);
    const status = rows[0]?.[0];
    if (status !== "in progress") return typeof status === "string" ? status : undefined;
    await sleep(PAUSE_MS);
  }
  return undefined;
}
