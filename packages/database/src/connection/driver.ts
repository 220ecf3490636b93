import type { DialectName, MaybePromise } from "@dataflow/core";
import type { IsolationSql } from "../isolation/isolation-sql.ts";
import type { DatabaseCapabilities, ObjectResult, SqlParameter, SqlText, StatementResult } from "./connection.ts";
import type { ConnectionStats } from "./connection-stats.ts";
import type { TransactionOptions } from "./transaction-options.ts";

/** Rows that are fetched in batches. Whoever opened it closes it, also after an error. */
export interface RowStream {
  /** The next batch, never empty; undefined at the end. */
  next(): MaybePromise<readonly (readonly unknown[])[] | undefined>;
  close(): MaybePromise<void>;
}

/** How a stream is read. */
export interface StreamOptions {
  readonly batchSize: number;
  readonly signal?: AbortSignal;
}

/** Whether a row is a list of values or an object with the columns' names. */
export type RowForm = "arrays" | "objects";

/** Rows for a mapper. */
export interface MapperResult {
  readonly rows: readonly unknown[];
  readonly rowCount: number;
}

/** What runs statements: a driver by itself, or the session of a transaction. Failures are thrown or rejected, classified. */
export interface StatementRunner {
  execute(statement: SqlText, parameters: readonly SqlParameter[]): MaybePromise<StatementResult>;
  query(text: string, parameters: readonly unknown[]): MaybePromise<ObjectResult>;
  /**
   * Runs one statement for an object-relational mapper: numbers, truth values and bytes as such, exact; everything else
   * as the database writes it.
   */
  queryForMapper(text: string, parameters: readonly unknown[], rows: RowForm): MaybePromise<MapperResult>;
  run(sql: string): MaybePromise<void>;
  openStream(statement: SqlText, parameters: readonly SqlParameter[], options: StreamOptions): MaybePromise<RowStream>;
}

/** One server connection, from BEGIN to COMMIT or ROLLBACK. Takes one statement at a time. */
export interface TransactionSession extends StatementRunner {
  /** Ends the transaction and gives the connection back, whether or not the commit succeeds. */
  commit(): Promise<void>;
  /**
   * Ends the first phase of a two-phase commit: what was done waits under a name, on the server and not on the connection,
   * which is given back. Only where `capabilities.preparesTransactions`.
   */
  prepare?(name: string): Promise<void>;
  /** Stops the statement that runs, which then fails. Absent where a statement blocks this process until it is done. */
  interrupt?(): Promise<void>;
  /** Ends the transaction and gives the connection back. Never rejects: what cannot be rolled back is thrown away. */
  rollback(): Promise<void>;
}

/** One server connection, lent whole until it is released. Takes one statement at a time. */
export interface PinnedSession extends StatementRunner {
  /** Begins a transaction on this connection; its end does not give the connection back. */
  begin(options: TransactionOptions): Promise<TransactionSession>;
  /** Gives the connection back as it was lent, or throws it away. Never rejects. */
  release(): Promise<void>;
}

/** A dialect's way to its database. Opens nothing before it is first used. */
export interface Driver extends StatementRunner {
  readonly dialect: DialectName;
  readonly capabilities: DatabaseCapabilities;
  readonly target: string;
  /** How a transaction of this driver stands in for a whole connection. */
  readonly isolation: IsolationSql;
  begin(options: TransactionOptions): Promise<TransactionSession>;
  /** Lends one connection for a session. */
  pin(): Promise<PinnedSession>;
  stats(): ConnectionStats;
  close(): Promise<void>;
}
