import type { DialectName, MaybePromise } from "@dataflow/core";
import type {
  DatabaseCapabilities,
  ObjectResult,
  SqlParameter,
  SqlText,
  StatementResult,
} from "../connection/connection.ts";
import type { ConnectionStats } from "../connection/connection-stats.ts";
import type {
  Driver,
  MapperResult,
  PinnedSession,
  RowForm,
  RowStream,
  StatementRunner,
  StreamOptions,
  TransactionSession,
} from "../connection/driver.ts";
import type { TransactionOptions } from "../connection/transaction-options.ts";
import { IsolatedWork } from "./isolated-work.ts";
import { isolationEnded } from "./isolation-errors.ts";
import type { IsolationSql } from "./isolation-sql.ts";
import { refuseTransactionWords } from "./transaction-words.ts";

/**
 * A driver whose statements, transactions and sessions all run in one transaction of another driver, which is never
 * committed. The transaction begins with the first statement, so who does nothing costs nothing.
 */
export class IsolatedDriver implements Driver {
  readonly dialect: DialectName;
  readonly capabilities: DatabaseCapabilities;
  readonly target: string;
  readonly isolation: IsolationSql;
  readonly #base: Driver;
  readonly #timeoutMs: number;
  #beginning: Promise<IsolatedWork> | undefined;
  #work: IsolatedWork | undefined;
  #isClosed = false;

  constructor(base: Driver, timeoutMs: number) {
    this.dialect = base.dialect;
    this.capabilities = Object.freeze({
      ...base.capabilities,
      multipleConnections: false,
      sharesReads: false,
      preparesTransactions: false,
    });
    this.target = base.target;
    this.isolation = base.isolation;
    this.#base = base;
    this.#timeoutMs = timeoutMs;
  }

  /** Those of the pool that it borrows one connection of. */
  stats(): ConnectionStats {
    return this.#base.stats();
  }

  execute(statement: SqlText, parameters: readonly SqlParameter[]): MaybePromise<StatementResult> {
    return this.#perform(statement.text, (runner) => runner.execute(statement, parameters));
  }

  query(text: string, parameters: readonly unknown[]): MaybePromise<ObjectResult> {
    return this.#perform(text, (runner) => runner.query(text, parameters));
  }

  queryForMapper(text: string, parameters: readonly unknown[], rows: RowForm): MaybePromise<MapperResult> {
    return this.#perform(text, (runner) => runner.queryForMapper(text, parameters, rows));
  }

  async run(sql: string): Promise<void> {
    refuseTransactionWords(sql, false);
    const work = this.#work ?? (await this.#begun());
    return work.performText((runner) => runner.run(sql));
  }

  async openStream(
    statement: SqlText,
    parameters: readonly SqlParameter[],
    options: StreamOptions,
  ): Promise<RowStream> {
    refuseTransactionWords(statement.text, false);
    const work = this.#work ?? (await this.#begun());
    const stream = await work.perform((runner) => runner.openStream(statement, parameters, options));
    return {
      next: () => work.perform(() => stream.next()),
      // What was opened is gone with the transaction, also when it is rolled back before the loop ends.
      close: () => (this.#work === work ? work.perform(() => stream.close()) : undefined),
    };
  }

  async begin(options: TransactionOptions): Promise<TransactionSession> {
    return (this.#work ?? (await this.#begun())).begin(options);
  }

  /** There is one connection only; a session is whoever uses it. */
  async pin(): Promise<PinnedSession> {
    return {
      execute: (statement, parameters) => this.execute(statement, parameters),
      query: (text, parameters) => this.query(text, parameters),
      queryForMapper: (text, parameters, rows) => this.queryForMapper(text, parameters, rows),
      run: (sql) => this.run(sql),
      openStream: (statement, parameters, options) => this.openStream(statement, parameters, options),
      begin: (options) => this.begin(options),
      release: async () => undefined,
    };
  }

  /** Undoes everything. The next statement begins anew. */
  async rollback(): Promise<void> {
    const beginning = this.#beginning;
    this.#beginning = undefined;
    this.#work = undefined;
    const work = await beginning?.catch(() => undefined);
    await work?.end();
  }

  /** Undoes everything, for good. The connection that it borrowed stays open. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.rollback();
  }

  #perform<Result>(text: string, work: (runner: StatementRunner) => MaybePromise<Result>): MaybePromise<Result> {
    refuseTransactionWords(text, false);
    return this.#work === undefined ? this.#performFirst(work) : this.#work.perform(work);
  }

  async #performFirst<Result>(work: (runner: StatementRunner) => MaybePromise<Result>): Promise<Result> {
    return (await this.#begun()).perform(work);
  }

  async #begun(): Promise<IsolatedWork> {
    if (this.#isClosed) throw isolationEnded(this.target);
    this.#beginning ??= IsolatedWork.begin(this.#base, this.#timeoutMs);
    const beginning = this.#beginning;
    try {
      const work = await beginning;
      if (this.#beginning === beginning) this.#work = work;
      return work;
    } catch (error) {
      if (this.#beginning === beginning) this.#beginning = undefined;
      throw error;
    }
  }
}
