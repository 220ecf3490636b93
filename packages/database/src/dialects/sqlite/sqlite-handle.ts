import type Database from "better-sqlite3";
import type { ObjectResult, SqlParameter, SqlText, StatementResult } from "../../connection/connection.ts";
import type { MapperResult, RowForm } from "../../connection/driver.ts";
import { cancelled } from "../../connection/stream-rows.ts";
import { invalidParameter } from "../../errors/invalid-parameter.ts";
import { transactionControl } from "../../errors/transaction-control.ts";
import { friendlyParameter } from "./bind-parameters.ts";
import { regexp } from "./regex-function.ts";
import { StatementCache } from "./statement-cache.ts";

type RawDatabase = Database.Database;
type RawStatement = Database.Statement<unknown[], unknown>;

/** A statement that is kept prepared. */
export interface PreparedStatement {
  readonly statement: RawStatement;
  /** Whether it gives rows. */
  readonly givesRows: boolean;
  /** Whether it changes nothing in the file. */
  readonly isReadOnly: boolean;
  /** Whether it begins or ends a transaction. */
  readonly isTransactionControl: boolean;
  /** Whether it may change something that is the connection's own. */
  readonly isAboutSession: boolean;
}

/**
 * One open file (or memory) with its prepared statements. Everything here happens at once and throws the driver's own
 * errors; who may use the handle when, and what an error means, is decided above.
 */
export class SqliteHandle {
  readonly #database: RawDatabase;
  readonly #cache = new StatementCache<PreparedStatement>();
  #mayHaveSettings = true;

  constructor(database: RawDatabase) {
    this.#database = database;
    database.function("regexp", { deterministic: true }, regexp);
  }

  get isInTransaction(): boolean {
    return this.#database.inTransaction;
  }

  /**
   * Whether something that is the connection's own may be other than at its start: a setting, a temporary table, another
   * file. Only statements that say so in words can change that.
   */
  get mayHaveSettings(): boolean {
    return this.#mayHaveSettings;
  }

  /** Says that everything of the connection's own is as at its start. */
  noteReset(): void {
    this.#mayHaveSettings = false;
  }

  execute({ text, givesOneRow, signal }: SqlText, parameters: readonly SqlParameter[]): StatementResult {
    if (signal?.aborted === true) throw cancelled(signal);
    const prepared = this.#cache.get(text) ?? this.prepare(text);
    if (prepared.isAboutSession) this.#mayHaveSettings = true;
    const bound = boundValues(parameters);
    if (prepared.givesRows) {
      if (givesOneRow === true && prepared.isReadOnly) return oneRow(prepared.statement, bound);
      // In raw mode every row is an array; the driver's types do not follow the mode.
      const rows = prepared.statement.all(bound) as unknown[][];
      return { rows, rowCount: rows.length };
    }
    if (prepared.isTransactionControl) throw transactionControl(this.isInTransaction);
    return { rows: NO_ROWS, rowCount: prepared.statement.run(bound).changes };
  }

  /** Prepares a statement and keeps it. */
  prepare(text: string): PreparedStatement {
    const known = this.#cache.get(text);
    if (known !== undefined) return known;
    const statement = this.#database.prepare<unknown[], unknown>(text);
    if (statement.reader) statement.raw(true);
    const prepared = {
      statement,
      givesRows: statement.reader,
      isReadOnly: statement.readonly,
      isTransactionControl: !statement.reader && TRANSACTION_CONTROL.test(text),
      isAboutSession: ABOUT_SESSION.test(text),
    };
    this.#cache.set(text, prepared);
    return prepared;
  }

  /** Runs a statement that a person wrote: rows as objects, integers exact. */
  queryObjects(text: string, parameters: readonly unknown[]): ObjectResult {
    const { rows, rowCount } = this.query(text, parameters, "objects");
    // In this form every row is an object with the columns' names.
    const objects = rows as readonly Record<string, unknown>[];
    return { rows: objects, rowCount };
  }

  /** Runs a statement that is not kept prepared; integers are numbers where these are exact, and bigints beyond. */
  query(text: string, parameters: readonly unknown[], form: RowForm): MapperResult {
    this.#note(text);
    const statement = this.#database.prepare<unknown[], unknown>(text).safeIntegers(true);
    const values = parameters.map(friendlyParameter);
    if (!statement.reader) {
      if (TRANSACTION_CONTROL.test(text)) throw transactionControl(this.isInTransaction);
      return { rows: NO_ROWS, rowCount: statement.run(values).changes };
    }
    const rows = statement.raw(form === "arrays").all(values);
    for (const row of rows) narrowIntegers(row);
    return { rows, rowCount: rows.length };
  }

  /** Runs text that may hold several statements. */
  exec(sql: string): void {
    this.#note(sql);
    this.#database.exec(sql);
  }

  /** Whether text holds more than one statement. @throws the driver's error when the first is not valid */
  holdsSeveral(sql: string): boolean {
    try {
      this.#database.prepare(sql);
      return false;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return error.message.includes("more than one");
    }
  }

  /** The names of the columns that a statement gives. */
  columnNames(text: string): readonly string[] {
    const { statement, givesRows } = this.prepare(text);
    return givesRows ? statement.columns().map((column) => column.name) : [];
  }

  /** Rows of a statement that will not come again. */
  rowsOnce(text: string, parameters: readonly SqlParameter[]): readonly (readonly unknown[])[] {
    this.#note(text);
    // See `execute` for the cast.
    return this.#database.prepare<unknown[], unknown>(text).raw(true).all(parameters) as unknown[][];
  }

  /** Runs a statement that will not come again and gives no rows. */
  runOnce(text: string, parameters: readonly SqlParameter[]): void {
    this.#note(text);
    this.#database.prepare<unknown[], unknown>(text).run(parameters);
  }

  /** Lets a handle that otherwise only reads write to its temporary tables. */
  withWrites(work: () => void): void {
    const isQueryOnly = this.#database.pragma("query_only", { simple: true }) === 1;
    if (isQueryOnly) this.#database.exec("PRAGMA query_only = OFF");
    try {
      work();
    } finally {
      if (isQueryOnly) this.#database.exec("PRAGMA query_only = ON");
    }
  }

  /** Rows one after the other. The handle can do nothing else until the iterator is done or returned. */
  iterate(text: string, parameters: readonly SqlParameter[]): IterableIterator<unknown[]> {
    this.#note(text);
    // See `execute` for the cast. A statement of its own: a cached one could be run again while it is read here.
    return this.#database.prepare<unknown[], unknown>(text).raw(true).iterate(parameters) as IterableIterator<
      unknown[]
    >;
  }

  close(): void {
    this.#database.close();
  }

  #note(text: string): void {
    if (!this.#mayHaveSettings && ABOUT_SESSION.test(text)) this.#mayHaveSettings = true;
  }
}

/** The words without which no statement changes what is the connection's own. */
const ABOUT_SESSION = /pragma|temp|attach|detach/i;

const TRANSACTION_CONTROL = /^[\s;]*(begin|commit|end|rollback|savepoint|release)\b/i;

const NO_ROWS: readonly (readonly unknown[])[] = Object.freeze([]);
const NOTHING: StatementResult = Object.freeze({ rows: NO_ROWS, rowCount: 0 });

/** What a statement is called with: a value alone is read sooner than an array of one. Objects among arguments would be names. */
function boundValues(parameters: readonly SqlParameter[]): unknown {
  // The driver takes these two for NULL without a word. Everything else that it cannot bind it refuses by itself.
  for (let index = 0; index < parameters.length; index++) {
    const value = parameters[index];
    if (value === undefined || Number.isNaN(value)) throw invalidParameter(index, value);
  }
  return parameters.length === 1 && typeof parameters[0] !== "object" ? parameters[0] : parameters;
}

/** Only for a statement that reads: the driver stops a write at its first row, and is silent when it cannot be committed. */
function oneRow(statement: RawStatement, bound: unknown): StatementResult {
  // In raw mode the row is an array; the driver's types do not follow the mode.
  const row = statement.get(bound) as readonly unknown[] | undefined;
  return row === undefined ? NOTHING : { rows: [row], rowCount: 1 };
}

function narrowIntegers(row: unknown): void {
  if (typeof row !== "object" || row === null) return;
  for (const [key, value] of Object.entries(row)) {
    if (typeof value === "bigint" && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) {
      Reflect.set(row, key, Number(value));
    }
  }
}
