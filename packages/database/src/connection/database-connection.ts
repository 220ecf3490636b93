import type { DialectName, MaybePromise } from "@dataflow/core";
import { AsyncVariable } from "../context/async-variable.ts";
import { databaseErrors } from "../errors/database-errors.ts";
import { databaseErrorKind } from "../errors/driver-failure.ts";
import type { IsolatedConnection, IsolateOptions } from "../isolation/isolate.ts";
import { IsolatedDriver } from "../isolation/isolated-driver.ts";
import { checkTransactionOptions } from "./check-transaction-options.ts";
import { invalidOption, type ResolvedConnectOptions, refuseUnknownNames, wholeNumber } from "./connect-options.ts";
import type {
  Connection,
  DatabaseCapabilities,
  ObjectResult,
  SqlParameter,
  SqlText,
  StatementResult,
} from "./connection.ts";
import type { ConnectionStats } from "./connection-stats.ts";
import type {
  Driver,
  MapperResult,
  RowForm,
  RowStream,
  StatementRunner,
  StreamOptions,
  TransactionSession,
} from "./driver.ts";
import { OpenTransaction } from "./open-transaction.ts";
import { runTransaction } from "./run-transaction.ts";
import { sessionInTransaction } from "./session-errors.ts";
import { SessionScope } from "./session-scope.ts";
import { type StatementObserver, statementObserver } from "./statement-observer.ts";
import { observeStream, openInScope, tellBatches } from "./stream-in-scope.ts";
import { cancelled, StreamKeeper } from "./stream-rows.ts";
import { noBody } from "./transaction-errors.ts";
import type { TransactionOptions } from "./transaction-options.ts";
import { TransactionScope } from "./transaction-scope.ts";

type Batch = readonly (readonly unknown[])[];

const DEFAULT_BATCH_SIZE = 500;
const MAX_BATCH_SIZE = 1_000_000;

/**
 * The connection of every dialect: finds the transaction or the session of the async context, and sends each statement there or to the
 * driver. What a dialect does differently is behind {@link Driver}.
 */
export class DatabaseConnection implements Connection {
  readonly dialect: DialectName;
  readonly capabilities: DatabaseCapabilities;
  readonly target: string;
  readonly #driver: Driver;
  readonly #options: ResolvedConnectOptions;
  readonly #acquireTimeoutMs: number;
  readonly #observer: StatementObserver | undefined;
  readonly #streams: StreamKeeper;
  readonly #scopes = new AsyncVariable<TransactionScope | SessionScope>();
  #closing: Promise<void> | undefined;

  constructor(driver: Driver, options: ResolvedConnectOptions) {
    this.dialect = driver.dialect;
    this.capabilities = driver.capabilities;
    this.target = driver.target;
    this.#driver = driver;
    this.#options = options;
    this.#acquireTimeoutMs = options.acquireTimeoutMs;
    this.#streams = new StreamKeeper(driver.target);
    this.#observer = statementObserver(options.echo, options.onStatement);
  }

  get inTransaction(): boolean {
    const scope = this.#scopes.value;
    return scope instanceof TransactionScope && scope.isOpen;
  }

  get isScoped(): boolean {
    return this.#scopes.value !== undefined;
  }

  // A failure is always a rejected promise, never thrown at once: beside other statements of a `Promise.all` a throw
  // would leave theirs without anybody to catch them.
  execute(statement: SqlText, parameters: readonly SqlParameter[]): MaybePromise<StatementResult> {
    if (this.#observer !== undefined) {
      return this.#observed(statement.text, this.#observer, () => this.#execute(statement, parameters));
    }
    try {
      return this.#execute(statement, parameters);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async query(text: string, parameters: readonly unknown[] = []): Promise<ObjectResult> {
    const work = (runner: StatementRunner) => runner.query(text, parameters);
    if (this.#observer === undefined) return this.#perform(work);
    return this.#observed(text, this.#observer, () => this.#perform(work));
  }

  /** For mappers that bring their own statements and readers of values; see {@link StatementRunner.queryForMapper}. */
  async queryForMapper(text: string, parameters: readonly unknown[], rows: RowForm): Promise<MapperResult> {
    const work = (runner: StatementRunner) => runner.queryForMapper(text, parameters, rows);
    if (this.#observer === undefined) return this.#perform(work);
    return this.#observed(text, this.#observer, () => this.#perform(work));
  }

  async run(sql: string): Promise<void> {
    const work = (runner: StatementRunner) => runner.run(sql);
    if (this.#observer === undefined) return this.#perform(work);
    await this.#observed(sql, this.#observer, async () => {
      await this.#perform(work);
      return { rowCount: 0 };
    });
  }

  stream(
    statement: SqlText,
    parameters: readonly SqlParameter[],
    options: { readonly batchSize?: number; readonly signal?: AbortSignal } = {},
  ): AsyncIterable<Batch> {
    const { batchSize, signal } = checkStreamOptions(options);
    const streamOptions: StreamOptions = signal === undefined ? { batchSize } : { batchSize, signal };
    const scope = this.#scopes.value;
    const open = (): MaybePromise<RowStream> =>
      scope === undefined
        ? this.#driver.openStream(statement, parameters, streamOptions)
        : openInScope(scope, (session) => session.openStream(statement, parameters, streamOptions));
    const told = this.#options.onRoundTrip;
    const rows = this.#streams.read(told === undefined ? open : async () => tellBatches(await open(), told), signal);
    return this.#observer === undefined ? rows : observeStream(rows, statement.text, this.#observer);
  }

  async transaction<Result>(body: () => MaybePromise<Result>, options: TransactionOptions = {}): Promise<Result> {
    if (typeof body !== "function") throw noBody("transaction", body);
    checkTransactionOptions(options, this.#scopes.value instanceof TransactionScope);
    // Awaited inside: a body may give something that only begins to run when it is awaited, as query builders do.
    return this.#transact((scope) => this.#scopes.run(scope, async () => await body()), options);
  }

  /** A transaction that somebody holds and ends; see `openTransaction`. */
  opened(options: TransactionOptions): Promise<OpenTransaction> {
    const isNested = this.#scopes.value instanceof TransactionScope;
    checkTransactionOptions(options, isNested);
    return OpenTransaction.begin({
      isNested,
      start: (enter) => this.#transact(enter, options),
      within: (scope, body) => this.#scopes.run(scope, body),
    });
  }

  /**
   * Runs `body` in a transaction of its own that is prepared and not committed: the first phase of a two-phase commit.
   *
   * @param name what it waits under
   * @throws whatever the body throws, and nothing is prepared
   */
  async prepared<Result>(name: string, body: () => MaybePromise<Result>, options: TransactionOptions): Promise<Result> {
    const end = async (session: TransactionSession): Promise<void> => {
      if (session.prepare === undefined) throw new TypeError(`${this.dialect} prepares no transactions`);
      await session.prepare(name);
    };
    const enter = (scope: TransactionScope): Promise<Result> =>
      this.#counted(() => this.#scopes.run(scope, async () => await body()));
    return runTransaction({ driver: this.#driver, acquireTimeoutMs: this.#acquireTimeoutMs, options, enter, end });
  }

  async session<Result>(body: () => MaybePromise<Result>): Promise<Result> {
    if (typeof body !== "function") throw noBody("session", body);
    const outer = this.#scopes.value;
    if (outer instanceof TransactionScope) throw sessionInTransaction(this.target);
    const enter = (scope: SessionScope): Promise<Result> => this.#scopes.run(scope, async () => await body());
    if (outer !== undefined) return outer.nest(enter);
    const session = await this.#driver.pin();
    try {
      return await SessionScope.outermost(session, this.#acquireTimeoutMs).enter(enter);
    } finally {
      await session.release();
    }
  }

  /** Whether nothing that is done on it lasts. */
  get isIsolated(): boolean {
    return false;
  }

  /** A connection in one transaction of this one; see `isolate`. */
  isolated({ onStatement, onRoundTrip }: IsolateOptions): IsolatedConnection {
    const own = this.#options;
    return new IsolatedDatabaseConnection(new IsolatedDriver(this.#driver, this.#acquireTimeoutMs), {
      ...own,
      onStatement: both(own.onStatement, onStatement),
      onRoundTrip: both(own.onRoundTrip, onRoundTrip),
    });
  }

  stats(): ConnectionStats {
    return this.#driver.stats();
  }

  async ping(): Promise<void> {
    await this.execute({ text: "SELECT 1" }, []);
  }

  async close(): Promise<void> {
    const scope = this.#scopes.value;
    if (scope?.isOpen === true) {
      const inside = scope instanceof TransactionScope ? "transaction" : "session";
      throw databaseErrors.create("TRANSACTION_CONTROL", {
        message: `The connection to ${this.target} was closed inside a ${inside}`,
        why: `closing waits for the ${inside}, and the ${inside} would wait for the closing`,
        fix: `close the connection after the ${inside}`,
      });
    }
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    // The driver waits for what it has lent, to streams too.
    const stop = this.#streams.endUnread(this.#acquireTimeoutMs);
    await this.#driver.close().finally(stop);
  }

  #transact<Result>(work: (scope: TransactionScope) => Promise<Result>, options: TransactionOptions): Promise<Result> {
    const outer = this.#scopes.value;
    const enter = (scope: TransactionScope): Promise<Result> => this.#counted(() => work(scope));
    if (outer instanceof TransactionScope) return outer.nest(enter);
    if (outer !== undefined) return outer.transact(enter, options);
    return runTransaction({ driver: this.#driver, acquireTimeoutMs: this.#acquireTimeoutMs, options, enter });
  }

  /** The begin and the end of a transaction. */
  async #counted<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#options.onRoundTrip?.();
    try {
      return await work();
    } finally {
      this.#options.onRoundTrip?.();
    }
  }

  #execute(statement: SqlText, parameters: readonly SqlParameter[]): MaybePromise<StatementResult> {
    return statement.signal === undefined
      ? this.#send(statement, parameters)
      : this.#sendUntil(statement.signal, () => this.#send(statement, parameters));
  }

  /** What the server says of a statement that was stopped says nothing of the signal. */
  async #sendUntil<Result>(signal: AbortSignal, send: () => MaybePromise<Result>): Promise<Result> {
    try {
      return await send();
    } catch (error) {
      throw signal.aborted && databaseErrorKind(error) === "QUERY_CANCELLED" ? cancelled(signal) : error;
    }
  }

  #send(statement: SqlText, parameters: readonly SqlParameter[]): MaybePromise<StatementResult> {
    this.#options.onRoundTrip?.();
    const scope = this.#scopes.value;
    if (scope === undefined) return this.#driver.execute(statement, parameters);
    return scope.perform((session) => session.execute(statement, parameters));
  }

  #perform<Result>(work: (runner: StatementRunner) => MaybePromise<Result>): MaybePromise<Result> {
    this.#options.onRoundTrip?.();
    const scope = this.#scopes.value;
    return scope === undefined ? work(this.#driver) : scope.perform(work);
  }

  async #observed<Result extends { readonly rowCount: number }>(
    text: string,
    observer: StatementObserver,
    work: () => MaybePromise<Result>,
  ): Promise<Result> {
    const startedAt = performance.now();
    try {
      const result = await work();
      observer.succeeded(text, startedAt, result.rowCount);
      return result;
    } catch (error) {
      observer.failed(text, startedAt, error);
      throw error;
    }
  }
}

/** A connection on which nothing lasts. */
class IsolatedDatabaseConnection extends DatabaseConnection implements IsolatedConnection {
  readonly #isolation: IsolatedDriver;

  constructor(driver: IsolatedDriver, options: ResolvedConnectOptions) {
    super(driver, options);
    this.#isolation = driver;
  }

  override get isIsolated(): boolean {
    return true;
  }

  rollback(): Promise<void> {
    return this.#isolation.rollback();
  }
}

type Listener<Told extends readonly unknown[]> = ((...told: Told) => void) | undefined;

function both<Told extends readonly unknown[]>(first: Listener<Told>, second: Listener<Told>): Listener<Told> {
  if (first === undefined || second === undefined) return first ?? second;
  return (...told) => {
    try {
      first(...told);
    } finally {
      second(...told);
    }
  };
}

function checkStreamOptions(options: { readonly batchSize?: number; readonly signal?: AbortSignal }): StreamOptions {
  refuseUnknownNames(options, ["batchSize", "signal"], "stream");
  const { batchSize = DEFAULT_BATCH_SIZE, signal } = options;
  wholeNumber("batchSize", batchSize, MAX_BATCH_SIZE);
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw invalidOption("signal", "an AbortSignal");
  return signal === undefined ? { batchSize } : { batchSize, signal };
}
