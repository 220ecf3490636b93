import type { MaybePromise } from "@dataflow/core";
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
import { BEGIN_TO_WRITE, READ_ONLY_BY_WRITER } from "./begin-text.ts";
import { sqliteError } from "./classify-sqlite-error.ts";
import { isBusy, retryWhileBusy } from "./retry-while-busy.ts";
import { runText } from "./run-text.ts";
import { openSnapshot } from "./snapshot-stream.ts";
import type { SqliteHandle } from "./sqlite-handle.ts";
import { SqliteSession } from "./sqlite-session.ts";

/** What a session must know beside its handle. */
export interface SqlitePinnedPlace {
  readonly target: string;
  readonly busyTimeoutMs: number;
  /** Gives the handle back. */
  readonly release: () => void;
}

/** The handle that writes, lent to a session. */
export class SqlitePinnedSession implements PinnedSession {
  readonly #handle: SqliteHandle;
  readonly #place: SqlitePinnedPlace;

  constructor(handle: SqliteHandle, place: SqlitePinnedPlace) {
    this.#handle = handle;
    this.#place = place;
  }

  execute(statement: SqlText, parameters: readonly SqlParameter[]): MaybePromise<StatementResult> {
    return this.#perform((handle) => handle.execute(statement, parameters));
  }

  query(text: string, parameters: readonly unknown[]): MaybePromise<ObjectResult> {
    return this.#perform((handle) => handle.queryObjects(text, parameters));
  }

  queryForMapper(text: string, parameters: readonly unknown[], rows: RowForm): MaybePromise<MapperResult> {
    return this.#perform((handle) => handle.query(text, parameters, rows));
  }

  run(sql: string): MaybePromise<void> {
    return this.#perform((handle) => runText(handle, sql));
  }

  openStream(statement: SqlText, parameters: readonly SqlParameter[], options: StreamOptions): Promise<RowStream> {
    const request = { text: statement.text, parameters, batchSize: options.batchSize };
    return openSnapshot(request, (work) => this.#perform(work));
  }

  begin(options: TransactionOptions): Promise<TransactionSession> {
    const { target, busyTimeoutMs } = this.#place;
    const place = { target, busyTimeoutMs, release: () => undefined };
    return options.readOnly === true
      ? SqliteSession.begin(this.#handle, { ...place, ...READ_ONLY_BY_WRITER })
      : SqliteSession.begin(this.#handle, { ...place, begin: BEGIN_TO_WRITE });
  }

  async release(): Promise<void> {
    this.#place.release();
  }

  #perform<Result>(work: (handle: SqliteHandle) => Result): MaybePromise<Result> {
    try {
      return work(this.#handle);
    } catch (error) {
      if (!isBusy(error)) throw sqliteError(error, this.#place.target);
      return this.#again(work);
    }
  }

  async #again<Result>(work: (handle: SqliteHandle) => Result): Promise<Result> {
    const { busyTimeoutMs: timeoutMs, target } = this.#place;
    try {
      return await retryWhileBusy({ work: () => work(this.#handle), timeoutMs, target });
    } catch (error) {
      throw sqliteError(error, target);
    }
  }
}
