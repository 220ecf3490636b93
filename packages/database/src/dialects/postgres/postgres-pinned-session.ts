import type { ObjectResult, SqlParameter, SqlText, StatementResult } from "../../connection/connection.ts";
import type {
  MapperResult,
  PinnedSession,
  RowForm,
  RowStream,
  StreamOptions,
  TransactionSession,
} from "../../connection/driver.ts";
import type { TransactionOptions } from "../../connection/transaction-options.ts";
import { failureError } from "../../errors/driver-failure.ts";
import { transactionControl } from "../../errors/transaction-control.ts";
import { beginSql } from "./begin-sql.ts";
import type { ClientPool } from "./client-pool.ts";
import { ConfirmedSession } from "./confirmed-session.ts";
import { openDeclaredCursor } from "./declared-cursor.ts";
import { PostgresSession } from "./postgres-session.ts";
import { clientFailure, runForMapper, runQuery, runStatement } from "./run-on-client.ts";
import type { ServerClient } from "./server-client.ts";
import type { StatementNames } from "./statement-names.ts";
import { stoppedBySignal } from "./stop-by-signal.ts";
import { connectionLost } from "./transport-failures.ts";

const RESET_TIMEOUT_MS = 2_000;

/** As DISCARD ALL, but the driver goes on knowing which statements are prepared. */
const RESET =
  "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); " +
  "DISCARD PLANS; DISCARD TEMP; DISCARD SEQUENCES";

/** What somebody prepared by a statement could not be told from what the driver will prepare under the same name. */
const PREPARED_BY_HAND = "SELECT 1 FROM pg_prepared_statements WHERE from_sql LIMIT 1";

/** One connection of the pool, lent to a session. */
export class PostgresPinnedSession implements PinnedSession {
  readonly #client: ServerClient;
  readonly #pool: ClientPool;
  readonly #names: StatementNames;
  readonly #confirms: boolean;
  #isLost = false;
  /** Whether it is not to be lent again, although the session can go on with it. */
  #isSpoilt = false;
  #cursors = 0;

  /** @param confirms whether transactions that do not say so themselves are confirmed */
  constructor(client: ServerClient, pool: ClientPool, names: StatementNames, confirms: boolean) {
    this.#client = client;
    this.#pool = pool;
    this.#names = names;
    this.#confirms = confirms;
  }

  execute(statement: SqlText, parameters: readonly SqlParameter[]): Promise<StatementResult> {
    const { signal } = statement;
    const run = () => runStatement(this.#client, statement, parameters, this.#names);
    if (signal === undefined) return this.#guard(run);
    return this.#guard(() => stoppedBySignal(signal, () => this.#pool.cancel(this.#client), run));
  }

  query(text: string, parameters: readonly unknown[]): Promise<ObjectResult> {
    return this.#guard(() => runQuery(this.#client, text, parameters, this.#pool.friendlyTypes));
  }

  queryForMapper(text: string, parameters: readonly unknown[], rows: RowForm): Promise<MapperResult> {
    return this.#guard(() => runForMapper(this.#client, text, parameters, rows));
  }

  run(sql: string): Promise<void> {
    return this.#guard(() => this.#client.sendText(sql));
  }

  /** The rows are kept by the server: a cursor outside of a transaction has to hold them. */
  openStream(statement: SqlText, parameters: readonly SqlParameter[], options: StreamOptions): Promise<RowStream> {
    const name = `dataflow_held_cursor_${++this.#cursors}`;
    const cursor = { name, statement, parameters, batchSize: options.batchSize, isHeld: true };
    return openDeclaredCursor(cursor, (text, values) => this.execute({ text }, values));
  }

  async begin(options: TransactionOptions): Promise<TransactionSession> {
    await this.#guard(() => this.#client.sendText(beginSql(options)), "T");
    const Session = (options.confirmCommit ?? this.#confirms) ? ConfirmedSession : PostgresSession;
    return new Session(this.#client, this.#pool, this.#names, (isBroken) => {
      if (this.#client.transactionStatus !== "I") this.#isLost = true;
      if (isBroken) this.#isSpoilt = true;
    });
  }

  async release(): Promise<void> {
    if (!this.#isLost && !this.#isSpoilt) await this.#reset();
    this.#client.isPinned = false;
    this.#pool.release(this.#client, this.#isLost || this.#isSpoilt);
  }

  /** In one round trip: every test on an isolated connection ends with it. */
  async #reset(): Promise<void> {
    const text = `${RESET}; ${this.#pool.settings}; ${PREPARED_BY_HAND}`;
    try {
      // The driver's types know neither `query_timeout`, which it reads, nor that several statements give several results.
      const reset = { text, query_timeout: RESET_TIMEOUT_MS };
      const results: unknown = await this.#client.sendForObjects(reset);
      const last: unknown = Array.isArray(results) ? results.at(-1) : undefined;
      this.#isSpoilt = !isEmptyResult(last);
    } catch {
      this.#isLost = true;
    }
  }

  async #guard<Result>(work: () => Promise<Result>, status = "I", isSecond = false): Promise<Result> {
    if (this.#isLost || this.#client.isLost) throw failureError(connectionLost(this.#pool.target));
    try {
      const result = await work();
      if (this.#client.transactionStatus === status) return result;
    } catch (error) {
      const failure = clientFailure(this.#client, error, { doing: "executing", target: this.#pool.target });
      if (failure.isBroken) this.#isSpoilt = true;
      if (failure.isLost) this.#isLost = true;
      if (failure.kind !== "STALE_PLAN" || isSecond) throw failure.error;
      this.#names.renew();
      return this.#guard(work, status, true);
    }
    await this.#client.sendText("ROLLBACK");
    throw transactionControl(false);
  }
}

function isEmptyResult(result: unknown): boolean {
  return typeof result === "object" && result !== null && Reflect.get(result, "rowCount") === 0;
}
