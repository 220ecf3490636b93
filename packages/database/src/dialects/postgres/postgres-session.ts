import type { ObjectResult, SqlParameter, SqlText, StatementResult } from "../../connection/connection.ts";
import type { MapperResult, RowForm, RowStream, StreamOptions, TransactionSession } from "../../connection/driver.ts";
import { transactionAborted } from "../../connection/transaction-errors.ts";
import { failureError } from "../../errors/driver-failure.ts";
import type { ClientPool } from "./client-pool.ts";
import { openDeclaredCursor } from "./declared-cursor.ts";
import { clientFailure, refuseTransactionControl, runForMapper, runQuery, runStatement } from "./run-on-client.ts";
import type { ServerClient } from "./server-client.ts";
import type { StatementNames } from "./statement-names.ts";
import { stoppedBySignal } from "./stop-by-signal.ts";
import { connectionLost } from "./transport-failures.ts";

const ROLLBACK_TIMEOUT_MS = 2_000;

/** A lock of the session outlives the transaction that took it, and whoever is lent the connection next would hold it. */
const ROLLBACK_AND_UNLOCK = "ROLLBACK; SELECT pg_advisory_unlock_all()";

/** One connection inside a transaction. */
export class PostgresSession implements TransactionSession {
  protected readonly pool: ClientPool;
  readonly #client: ServerClient;
  readonly #names: StatementNames;
  readonly #release: (isBroken: boolean) => void;
  readonly #rollback: string;
  #isBroken = false;
  #isLost = false;
  #cursors = 0;

  /** @param release what is done with the connection at the end; it goes back to the pool when this is left out */
  constructor(client: ServerClient, pool: ClientPool, names: StatementNames, release?: (isBroken: boolean) => void) {
    this.#client = client;
    this.pool = pool;
    this.#names = names;
    this.#release = release ?? ((isBroken) => pool.release(client, isBroken));
    this.#rollback = release === undefined ? ROLLBACK_AND_UNLOCK : "ROLLBACK";
  }

  execute(statement: SqlText, parameters: readonly SqlParameter[]): Promise<StatementResult> {
    const { signal } = statement;
    const run = () => runStatement(this.#client, statement, parameters, this.#names);
    if (signal === undefined) return this.#guard(run);
    return this.#guard(() => stoppedBySignal(signal, () => this.interrupt(), run));
  }

  query(text: string, parameters: readonly unknown[]): Promise<ObjectResult> {
    return this.#guard(() => runQuery(this.#client, text, parameters, this.pool.friendlyTypes));
  }

  queryForMapper(text: string, parameters: readonly unknown[], rows: RowForm): Promise<MapperResult> {
    return this.#guard(() => runForMapper(this.#client, text, parameters, rows));
  }

  run(sql: string): Promise<void> {
    return this.#guard(() => this.#client.sendText(sql));
  }

  openStream(statement: SqlText, parameters: readonly SqlParameter[], options: StreamOptions): Promise<RowStream> {
    const name = `dataflow_cursor_${++this.#cursors}`;
    return openDeclaredCursor({ name, statement, parameters, batchSize: options.batchSize }, (text, values) =>
      this.execute({ text }, values),
    );
  }

  commit(): Promise<void> {
    // The server answers a commit that it could only roll back with "ROLLBACK", and reports no error.
    return this.#end("COMMIT", "COMMIT");
  }

  prepare(name: string): Promise<void> {
    return this.#end(`PREPARE TRANSACTION '${name.replaceAll("'", "''")}'`, "PREPARE");
  }

  interrupt(): Promise<void> {
    return this.pool.interrupt(this.#client);
  }

  async rollback(): Promise<void> {
    if (!this.#isLost) {
      try {
        const rollback = { text: this.#rollback, query_timeout: ROLLBACK_TIMEOUT_MS };
        await this.#client.sendForObjects(rollback);
      } catch {
        // Closing the connection makes the server roll back too.
        this.#isBroken = true;
      }
    }
    this.#release(this.#isBroken);
  }

  async #end(text: string, command: string): Promise<void> {
    if (this.#client.isLost) {
      // Nothing was sent, so it is certain that nothing was committed.
      this.#release(true);
      throw failureError(connectionLost(this.pool.target));
    }
    let isKept: boolean;
    try {
      const result = await this.#client.sendForObjects({ text });
      isKept = result.command === command;
    } catch (error) {
      const failure = clientFailure(this.#client, error, { doing: "committing", target: this.pool.target });
      this.#release(failure.isBroken);
      throw failure.error;
    }
    this.#release(this.#isBroken);
    if (!isKept) throw transactionAborted(undefined, true);
  }

  async #guard<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await work();
      refuseTransactionControl(this.#client, true);
      return result;
    } catch (error) {
      const failure = clientFailure(this.#client, error, { doing: "executing", target: this.pool.target });
      if (failure.isBroken) this.#isBroken = true;
      if (failure.isLost) this.#isLost = true;
      if (failure.kind === "STALE_PLAN") this.#names.renew();
      throw failure.error;
    }
  }
}
