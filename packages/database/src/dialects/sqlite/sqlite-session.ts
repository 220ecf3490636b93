import type { ObjectResult, SqlParameter, SqlText, StatementResult } from "../../connection/connection.ts";
import type { MapperResult, RowForm, RowStream, StreamOptions, TransactionSession } from "../../connection/driver.ts";
import { transactionControl } from "../../errors/transaction-control.ts";
import { sqliteError, sqliteErrorInside } from "./classify-sqlite-error.ts";
import { retryWhileBusy } from "./retry-while-busy.ts";
import { openSnapshot } from "./snapshot-stream.ts";
import type { SqliteHandle } from "./sqlite-handle.ts";

/** What a session must know beside its handle. */
export interface SqliteSessionPlace {
  readonly target: string;
  readonly busyTimeoutMs: number;
  /** What is run to begin, and what after the end. */
  readonly begin: string;
  readonly afterwards?: string;
  /** Gives the handle back. */
  readonly release: () => void;
}

/** A handle inside a transaction. */
export class SqliteSession implements TransactionSession {
  readonly #handle: SqliteHandle;
  readonly #place: SqliteSessionPlace;
  readonly #openStreams = new Set<RowStream>();

  private constructor(handle: SqliteHandle, place: SqliteSessionPlace) {
    this.#handle = handle;
    this.#place = place;
  }

  /** Begins a transaction on a handle that the caller owns; on failure the handle is given back. */
  static async begin(handle: SqliteHandle, place: SqliteSessionPlace): Promise<SqliteSession> {
    try {
      await retryWhileBusy({
        work: () => handle.exec(place.begin),
        timeoutMs: place.busyTimeoutMs,
        target: place.target,
      });
      return new SqliteSession(handle, place);
    } catch (error) {
      place.release();
      throw sqliteError(error, place.target);
    }
  }

  execute(statement: SqlText, parameters: readonly SqlParameter[]): StatementResult {
    try {
      return this.#handle.execute(statement, parameters);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  query(text: string, parameters: readonly unknown[]): ObjectResult {
    return this.#guard(() => this.#handle.queryObjects(text, parameters));
  }

  queryForMapper(text: string, parameters: readonly unknown[], rows: RowForm): MapperResult {
    return this.#guard(() => this.#handle.query(text, parameters, rows));
  }

  run(sql: string): void {
    this.#guard(() => this.#handle.exec(sql));
  }

  async openStream(
    statement: SqlText,
    parameters: readonly SqlParameter[],
    options: StreamOptions,
  ): Promise<RowStream> {
    const request = { text: statement.text, parameters, batchSize: options.batchSize };
    const stream = await openSnapshot(request, (work) => this.#guard(() => work(this.#handle)));
    this.#openStreams.add(stream);
    return {
      next: () => stream.next(),
      close: () => {
        this.#openStreams.delete(stream);
        return stream.close();
      },
    };
  }

  async commit(): Promise<void> {
    const { busyTimeoutMs: timeoutMs, target } = this.#place;
    try {
      for (const stream of this.#openStreams) await stream.close();
      await retryWhileBusy({ work: () => this.#handle.exec("COMMIT"), timeoutMs, target });
    } catch (error) {
      this.#undo();
      throw sqliteError(error, target);
    } finally {
      this.#giveBack();
    }
  }

  async rollback(): Promise<void> {
    this.#undo();
    this.#giveBack();
  }

  #undo(): void {
    // The database undoes the transaction by itself after some failures, a full disk for one.
    if (!this.#handle.isInTransaction) return;
    try {
      this.#handle.exec("ROLLBACK");
    } catch {
      // Its owner closes a handle that stays inside a transaction.
    }
  }

  #giveBack(): void {
    try {
      if (this.#place.afterwards !== undefined) this.#handle.exec(this.#place.afterwards);
    } finally {
      this.#place.release();
    }
  }

  #guard<Result>(work: () => Result): Result {
    try {
      const result = work();
      if (!this.#handle.isInTransaction) throw transactionControl(true);
      return result;
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #failed(error: unknown): Error {
    return sqliteErrorInside(error, this.#place.target, this.#handle.isInTransaction);
  }
}
