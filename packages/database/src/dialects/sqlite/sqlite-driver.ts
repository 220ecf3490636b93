/**
 * One file has one writer. Rules of this driver:
 *
 * 1. The writer handle serves everything as long as nobody owns it, at once and without a promise.
 * 2. A transaction owns the writer handle until it ends. Meanwhile writes of others wait in one fair queue, and reads go
 *    to a second handle that sees what is committed. A database in memory has no second handle: there, reads wait too.
 * 3. Locks of other processes are waited for with the event loop running.
 */
import type { DialectName, MaybePromise } from "@dataflow/core";
import { bufferedStream } from "../../connection/buffered-stream.ts";
import { ISOLATION_LEVELS } from "../../connection/check-transaction-options.ts";
import { invalidOption, type ResolvedConnectOptions } from "../../connection/connect-options.ts";
import type {
  DatabaseCapabilities,
  ObjectResult,
  SqlParameter,
  SqlText,
  StatementResult,
} from "../../connection/connection.ts";
import type { ConnectionStats } from "../../connection/connection-stats.ts";
import type {
  Driver,
  MapperResult,
  PinnedSession,
  RowForm,
  RowStream,
  StreamOptions,
  TransactionSession,
} from "../../connection/driver.ts";
import { PermitQueue } from "../../connection/permit-queue.ts";
import type { TransactionOptions } from "../../connection/transaction-options.ts";
import { connectionClosed } from "../../errors/connection-closed.ts";
import type { FileDatabaseDescription } from "../../url/database-description.ts";
import { describeTarget } from "../../url/describe-target.ts";
import { BEGIN_TO_WRITE, READ_ONLY_BY_WRITER } from "./begin-text.ts";
import { sqliteError } from "./classify-sqlite-error.ts";
import { iteratorStream } from "./iterator-stream.ts";
import { type HandleOpener, handleOpener } from "./open-handle.ts";
import { MEMORY_FILE } from "./parse-sqlite-url.ts";
import { ReaderPool } from "./reader-pool.ts";
import { resetHandle } from "./reset-handle.ts";
import { isBusy, retryWhileBusy } from "./retry-while-busy.ts";
import { runText } from "./run-text.ts";
import { openSnapshot } from "./snapshot-stream.ts";
import { writerNotFree } from "./sqlite-errors.ts";
import type { SqliteHandle } from "./sqlite-handle.ts";
import { SQLITE_ISOLATION } from "./sqlite-isolation.ts";
import { SqlitePinnedSession } from "./sqlite-pinned-session.ts";
import { SqliteSession } from "./sqlite-session.ts";

type HandleWork<Result> = (handle: SqliteHandle) => Result;

/** What exists once the file is open. */
interface OpenFile {
  /** Replaced after a session, whose settings go with it. Only to be read by one whose turn it is. */
  writer: SqliteHandle;
  readonly opener: HandleOpener;
  /** Absent for a database in memory. */
  readonly readers: ReaderPool | undefined;
}

/** Statements over one file, or one database in memory. */
export class SqliteDriver implements Driver {
  readonly dialect: DialectName = "sqlite";
  readonly capabilities: DatabaseCapabilities;
  readonly target: string;
  readonly isolation = SQLITE_ISOLATION;
  readonly #description: FileDatabaseDescription;
  readonly #options: ResolvedConnectOptions;
  readonly #turn: PermitQueue;
  #opening: Promise<OpenFile> | undefined;
  #open: OpenFile | undefined;
  #isClosed = false;

  constructor(description: FileDatabaseDescription, options: ResolvedConnectOptions) {
    if (options.statementTimeoutMs !== undefined) {
      throw invalidOption(
        "statementTimeoutMs",
        "nothing here: a running statement of a file database cannot be stopped",
      );
    }
    this.target = describeTarget(description);
    this.capabilities = Object.freeze({
      transactionalDdl: true,
      multipleConnections: description.file !== MEMORY_FILE,
      isolationLevels: ISOLATION_LEVELS,
      loadsRows: false,
      sharesReads: false,
      preparesTransactions: false,
    });
    this.#description = description;
    this.#options = options;
    this.#turn = new PermitQueue({
      permits: 1,
      timeoutMs: options.acquireTimeoutMs,
      measure: "stall",
      timeoutError: () => writerNotFree(this.target, options.acquireTimeoutMs),
    });
  }

  execute(statement: SqlText, parameters: readonly SqlParameter[]): MaybePromise<StatementResult> {
    const open = this.#open;
    if (open === undefined || !this.#turn.isFree) {
      return this.#perform(statement.text, (handle) => handle.execute(statement, parameters));
    }
    try {
      return open.writer.execute(statement, parameters);
    } catch (error) {
      return this.#recover(error, (handle) => handle.execute(statement, parameters));
    }
  }

  query(text: string, parameters: readonly unknown[]): Promise<ObjectResult> {
    return this.#perform(text, (handle) => handle.queryObjects(text, parameters));
  }

  queryForMapper(text: string, parameters: readonly unknown[], rows: RowForm): Promise<MapperResult> {
    return this.#perform(text, (handle) => handle.query(text, parameters, rows));
  }

  run(sql: string): Promise<void> {
    return this.#asWriter((handle) => runText(handle, sql));
  }

  async openStream(
    statement: SqlText,
    parameters: readonly SqlParameter[],
    options: StreamOptions,
  ): Promise<RowStream> {
    const { readers } = this.#open ?? (await this.#opened());
    const { text } = statement;
    const { batchSize } = options;
    if (readers === undefined) {
      return openSnapshot({ text, parameters, batchSize }, (work) => this.#asWriter(work));
    }
    const reader = await readers.borrow();
    try {
      const { givesRows, isReadOnly } = reader.prepare(text);
      if (givesRows && isReadOnly) {
        return iteratorStream(reader.iterate(text, parameters), batchSize, {
          target: this.target,
          release: () => readers.giveBack(reader),
        });
      }
    } catch (error) {
      readers.giveBack(reader);
      throw sqliteError(error, this.target);
    }
    readers.giveBack(reader);
    // What a write gives back exists as a whole before its first row is given.
    const { rows } = await this.#asWriter((handle) => handle.execute({ text }, parameters));
    return bufferedStream(rows, batchSize);
  }

  async begin(options: TransactionOptions): Promise<TransactionSession> {
    const open = this.#open ?? (await this.#opened());
    const { readers } = open;
    const place = { target: this.target, busyTimeoutMs: this.#options.busyTimeoutMs };
    if (options.readOnly === true && readers !== undefined) {
      const reader = await readers.borrow();
      return SqliteSession.begin(reader, { ...place, begin: "BEGIN", release: () => readers.giveBack(reader) });
    }
    await this.#turn.acquire();
    const { writer } = open;
    const release = (): void => this.#takeBack(open);
    return options.readOnly === true
      ? SqliteSession.begin(writer, { ...place, ...READ_ONLY_BY_WRITER, release })
      : SqliteSession.begin(writer, { ...place, begin: BEGIN_TO_WRITE, release });
  }

  /** A session has the writer handle, whatever it does. */
  async pin(): Promise<PinnedSession> {
    const open = this.#open ?? (await this.#opened());
    await this.#turn.acquire();
    return new SqlitePinnedSession(open.writer, {
      target: this.target,
      busyTimeoutMs: this.#options.busyTimeoutMs,
      release: () => this.#takeBackFromSession(open),
    });
  }

  stats(): ConnectionStats {
    const { inUse, waiting } = this.#turn;
    const readers = this.#open?.readers?.stats ?? { inUse: 0, open: 0, waiting: 0 };
    return Object.freeze({
      // The writer, and beside it the readers of a file.
      limit: 1 + (this.capabilities.multipleConnections ? this.#options.poolSize : 0),
      open: (this.#open === undefined ? 0 : 1) + readers.open,
      inUse: inUse + readers.inUse,
      waiting: waiting + readers.waiting,
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const opening = this.#opening;
    this.#open = undefined;
    this.#opening = undefined;
    // Calls that were made before go on from the opening first, and take their turn before it is asked for here.
    const open = await opening?.catch(() => undefined);
    await this.#turn.whenIdle();
    await open?.readers?.close();
    open?.writer.close();
  }

  #takeBack(open: OpenFile): void {
    if (open.writer.isInTransaction) {
      // A transaction that cannot even be rolled back must not swallow the statements of others.
      this.#forget(open);
    }
    this.#turn.release();
  }

  /** The next statement opens the file anew, and says why when it cannot. */
  #forget(open: OpenFile): void {
    this.#open = undefined;
    this.#opening = undefined;
    void open.readers?.close();
    open.writer.close();
  }

  /** What a session has set goes with its handle. In memory the handle is the database: there the settings are reset. */
  #takeBackFromSession(open: OpenFile): void {
    const { writer, opener } = open;
    try {
      if (opener.isMemory) {
        resetHandle(writer, () => opener.configureWriter(writer));
      } else {
        writer.close();
        open.writer = opener.openWriter();
      }
    } catch {
      this.#forget(open);
    }
    this.#turn.release();
  }

  /** Runs work where the rules at the top of this file say. */
  async #perform<Result>(text: string, work: HandleWork<Result>): Promise<Result> {
    const open = this.#open ?? (await this.#opened());
    const { readers } = open;
    try {
      if (this.#turn.isFree) return work(open.writer);
      const reader = readers?.beside();
      const statement = reader?.prepare(text);
      if (reader !== undefined && statement?.givesRows === true && statement.isReadOnly) return work(reader);
    } catch (error) {
      return this.#recover(error, work);
    }
    return this.#asWriter(work);
  }

  /** Runs work on the writer handle in its turn, as often as another process's lock makes necessary. */
  async #asWriter<Result>(work: HandleWork<Result>): Promise<Result> {
    const open = this.#open ?? (await this.#opened());
    await this.#turn.acquire();
    try {
      const { busyTimeoutMs: timeoutMs } = this.#options;
      return await retryWhileBusy({ work: () => work(open.writer), timeoutMs, target: this.target });
    } catch (error) {
      throw sqliteError(error, this.target);
    } finally {
      this.#turn.release();
    }
  }

  #recover<Result>(error: unknown, work: HandleWork<Result>): Promise<Result> {
    if (isBusy(error)) return this.#asWriter(work);
    throw sqliteError(error, this.target);
  }

  async #opened(): Promise<OpenFile> {
    if (this.#isClosed) throw connectionClosed(this.target);
    this.#opening ??= this.#openFile();
    const opening = this.#opening;
    try {
      const open = await opening;
      if (this.#opening === opening) this.#open = open;
      return open;
    } catch (error) {
      // The next statement tries again: the folder may be there by then.
      if (this.#opening === opening) this.#opening = undefined;
      throw error;
    }
  }

  async #openFile(): Promise<OpenFile> {
    try {
      const opener: HandleOpener = await handleOpener(this.#description, this.#options);
      const { connectTimeoutMs: timeoutMs } = this.#options;
      const writer = await retryWhileBusy({ work: opener.openWriter, timeoutMs, target: this.target });
      const readers = opener.isMemory ? undefined : new ReaderPool(opener, this.#options, this.target);
      return { writer, opener, readers };
    } catch (error) {
      throw sqliteError(error, this.target);
    }
  }
}
