import type { MaybePromise } from "@dataflow/core";
import type { ObjectResult, SqlParameter, SqlText, StatementResult } from "../connection/connection.ts";
import type {
  MapperResult,
  RowForm,
  RowStream,
  StatementRunner,
  StreamOptions,
  TransactionSession,
} from "../connection/driver.ts";
import type { IsolationSql } from "./isolation-sql.ts";
import { refuseTransactionWords } from "./transaction-words.ts";

/** What a savepoint must know beside its session. */
export interface SavepointPlace {
  readonly name: string;
  readonly checkDeferred: IsolationSql["checkDeferred"];
  /** Run after the end, whichever way it goes. */
  readonly afterwards: string | undefined;
  /** Run after what succeeded. */
  readonly renewGuard: string | undefined;
  /** Why nothing may run any more, if so. */
  readonly refuse: () => Error | undefined;
  /** Ends the turn. */
  readonly release: () => void;
}

/** The savepoints of nested transactions, which are ours. */
const OWN_SAVEPOINT = /^(?:(?:SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT) dataflow_\d+(?:; )?)+$/;

/** A transaction of the user inside an isolated connection: a savepoint. */
export class SavepointSession implements TransactionSession {
  readonly #session: Pick<TransactionSession, "interrupt"> & StatementRunner;
  readonly #place: SavepointPlace;

  constructor(session: Pick<TransactionSession, "interrupt"> & StatementRunner, place: SavepointPlace) {
    this.#session = session;
    this.#place = place;
  }

  execute(statement: SqlText, parameters: readonly SqlParameter[]): MaybePromise<StatementResult> {
    this.#admit(statement.text);
    return this.#session.execute(statement, parameters);
  }

  query(text: string, parameters: readonly unknown[]): MaybePromise<ObjectResult> {
    this.#admit(text);
    return this.#session.query(text, parameters);
  }

  queryForMapper(text: string, parameters: readonly unknown[], rows: RowForm): MaybePromise<MapperResult> {
    this.#admit(text);
    return this.#session.queryForMapper(text, parameters, rows);
  }

  run(sql: string): MaybePromise<void> {
    this.#admit(sql, OWN_SAVEPOINT.test(sql));
    return this.#session.run(sql);
  }

  openStream(statement: SqlText, parameters: readonly SqlParameter[], options: StreamOptions): MaybePromise<RowStream> {
    this.#admit(statement.text);
    return this.#session.openStream(statement, parameters, options);
  }

  async interrupt(): Promise<void> {
    await this.#session.interrupt?.();
  }

  async commit(): Promise<void> {
    const { name, checkDeferred, renewGuard } = this.#place;
    try {
      const refusal = this.#place.refuse();
      if (refusal !== undefined) throw refusal;
      if (typeof checkDeferred !== "string") await checkDeferred(this.#session);
      const check = typeof checkDeferred === "string" ? [checkDeferred] : [];
      await this.#session.run([...check, `RELEASE SAVEPOINT ${name}`].join("; "));
    } catch (error) {
      await this.rollback();
      throw error;
    }
    await this.#finish(renewGuard);
  }

  async rollback(): Promise<void> {
    const { name } = this.#place;
    if (this.#place.refuse() === undefined) {
      try {
        await this.#session.run(`ROLLBACK TO SAVEPOINT ${name}; RELEASE SAVEPOINT ${name}`);
      } catch {
        // The connection is gone, or the database has undone everything: then the next statement says so.
      }
    }
    await this.#finish(undefined);
  }

  async #finish(renewGuard: string | undefined): Promise<void> {
    const { afterwards } = this.#place;
    const texts = [afterwards, renewGuard].filter((text) => text !== undefined);
    try {
      if (texts.length > 0 && this.#place.refuse() === undefined) await this.#session.run(texts.join("; "));
    } finally {
      this.#place.release();
    }
  }

  /** Once the isolation has ended, the connection belongs to somebody else. */
  #admit(text: string, isOwn = false): void {
    const refusal = this.#place.refuse();
    if (refusal !== undefined) throw refusal;
    if (!isOwn) refuseTransactionWords(text, true);
  }
}
