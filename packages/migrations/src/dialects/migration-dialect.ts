import type { Connection } from "@dataflow/database";
import type { LockKeys } from "../lock/lock-keys.ts";
import type { BookkeepingDialect } from "./bookkeeping-dialect.ts";
import type { OutsideStatement } from "./outside-statement.ts";
import type { StatementWatch } from "./statement-watch.ts";

/** One who holds a lock, as the database knows it. */
export interface LockHolder {
  /** The server's process, or that of the program where there is no server. */
  readonly process: number;
  /** When that process started: numbers of processes are used again. Empty where the number is not needed to find it. */
  readonly since: string;
}

/** A table whose rows are counted: its names from the outside in. */
export type CountedTable = readonly string[];

/** How keys are held. */
export interface HoldRequest {
  readonly keys: LockKeys;
  /** Whether `body` is to have the one connection that holds them: what it runs ends with the lock, whatever happens. */
  readonly isPinned: boolean;
  /** Asks for the keys until they are had. @throws MIGRATION.LOCK_TIMEOUT */
  poll(tryOnce: () => Promise<boolean>): Promise<void>;
}

/** All that differs between databases when a plan is applied. */
export interface MigrationDialect extends BookkeepingDialect {
  /** How many rows a table has at least and what statistics say, in one query. */
  rowCounts(connection: Connection, tables: readonly CountedTable[]): Promise<readonly number[]>;
  /** Whether the bookkeeping is there. */
  hasBookkeeping(connection: Connection): Promise<boolean>;
  /** Creates it. @returns false when another process is just doing so */
  createBookkeeping(connection: Connection): Promise<boolean>;
  /** Holds the keys while `body` runs. */
  hold<Result>(
    connection: Connection,
    request: HoldRequest,
    body: (holder: LockHolder) => Promise<Result>,
  ): Promise<Result>;
  /** Sets up the session that a plan is applied in. */
  prepareSession(connection: Connection, statementTimeoutMs: number): Promise<void>;
  /** Sets what has to be set before a segment begins its first transaction. */
  prepareSegment(
    connection: Connection,
    mode: "transactional" | "nonTransactional",
    statements: readonly string[],
  ): Promise<void>;
  /** Runs the changes of a transaction, and makes sure that rows still refer to rows. */
  guardRows(connection: Connection, statements: readonly string[], body: () => Promise<void>): Promise<void>;
  /** Statements that begin the transaction of a segment. */
  transactionSettings(lockTimeoutMs: number): readonly string[];
  /** How to find out about a statement that cannot be a part of a transaction; undefined when that is not possible. */
  outsideStatement(sql: string): OutsideStatement | undefined;
  /** How to look at a statement that takes long from another connection; undefined where nobody can. */
  readonly statementWatch: StatementWatch | undefined;
  /** Those of the given holders who are alive and hold something. */
  livingHolders(connection: Connection, holders: readonly LockHolder[]): Promise<readonly LockHolder[]>;
}
