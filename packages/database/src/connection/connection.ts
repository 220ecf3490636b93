import type { DialectName, MaybePromise } from "@dataflow/core";
import type { ConnectionStats } from "./connection-stats.ts";
import type { TransactionOptions } from "./transaction-options.ts";

/** A value as a driver takes it. */
export type SqlParameter = string | number | bigint | boolean | null | Uint8Array;

/** A statement's text with the stable name under which a server may keep it prepared. */
export interface SqlText {
  readonly text: string;
  /** Equal texts have equal names; absent means: do not keep it prepared. */
  readonly name?: string;
  /** It reads, and at most one row can come of it. */
  readonly givesOneRow?: true;
  /**
   * Rows that follow the statement, already in the form that it takes: `COPY … FROM STDIN`. Only where
   * `capabilities.loadsRows`, and without parameters. They are asked for as they are sent.
   */
  readonly rows?: Iterable<string | Uint8Array>;
  /**
   * Stops it, while it waits for its turn or is run by a server, with `DATABASE.QUERY_CANCELLED`. A database that answers
   * at once is done before a signal can be heard, and so is one that cannot be told which statement is meant.
   */
  readonly signal?: AbortSignal;
}

/** What a statement gave: raw values in column order (PostgreSQL: the text form, undecoded), and how many rows it changed or gave. */
export interface StatementResult {
  readonly rows: readonly (readonly unknown[])[];
  readonly rowCount: number;
}

/** Rows as objects, with values as the driver understands them by itself. */
export interface ObjectResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly rowCount: number;
}

/** What a dialect can do, declared, so that nobody has to ask for its name. */
export interface DatabaseCapabilities {
  readonly transactionalDdl: boolean;
  readonly multipleConnections: boolean;
  readonly isolationLevels: readonly string[];
  /** Whether `execute` takes rows that follow the statement. */
  readonly loadsRows: boolean;
  /** Whether every statement is a round trip, in no order among others outside of transactions: reads may then share one. */
  readonly sharesReads: boolean;
  /** Whether a transaction can be prepared, so that it waits for a decision that is made elsewhere. */
  readonly preparesTransactions: boolean;
}

/**
 * A database as the rest of DataFlow sees it. Whatever is called inside `transaction(body)`, from anywhere in that
 * async context, runs in that transaction: it is pinned to the context, not handed around.
 */
export interface Connection {
  readonly dialect: DialectName;
  readonly capabilities: DatabaseCapabilities;
  /** Where it leads, without any secret: `"postgresql://app@localhost:5432/shop"`, `"sqlite:app.db"`. */
  readonly target: string;
  /** Whether this async context is inside a transaction. */
  readonly inTransaction: boolean;
  /** Whether this async context is inside a transaction or a session, whose statements run one after the other. */
  readonly isScoped: boolean;
  /**
   * Runs one statement. SQLite may answer at once, without a promise; `await` takes both.
   *
   * @throws DATABASE.* classified errors
   */
  execute(statement: SqlText, parameters: readonly SqlParameter[]): MaybePromise<StatementResult>;
  /** Runs one statement written by a person; rows come as objects. */
  query(text: string, parameters?: readonly unknown[]): Promise<ObjectResult>;
  /** Runs DDL or several statements without parameters. */
  run(sql: string): Promise<void>;
  /** Rows in batches, with flat memory; leaving the loop early frees the cursor. */
  stream(
    statement: SqlText,
    parameters: readonly SqlParameter[],
    options?: { readonly batchSize?: number; readonly signal?: AbortSignal },
  ): AsyncIterable<readonly (readonly unknown[])[]>;
  /** Opens a transaction, or a savepoint inside the one in progress, and runs `body` in it. */
  transaction<Result>(body: () => MaybePromise<Result>, options?: TransactionOptions): Promise<Result>;
  /**
   * Lends one connection to the server to `body`: whatever is called inside, from anywhere in that async context, runs
   * on it, transactions too. For what belongs to a connection and not to a transaction: settings, locks of the session,
   * statements that the server refuses in a transaction. What the body has set is undone afterwards, or the connection
   * is thrown away. On a file the session has the one handle that writes, and other writes of this program wait.
   *
   * A session inside a session is the same connection.
   *
   * @throws DATABASE.SESSION_IN_TRANSACTION
   */
  session<Result>(body: () => MaybePromise<Result>): Promise<Result>;
  /** What the pool is doing now: for metrics, and to see that whatever was lent has come back. */
  stats(): ConnectionStats;
  /** Connects if not yet connected and asks the server for a sign of life. */
  ping(): Promise<void>;
  /** Waits for what runs, then closes. A second call does nothing. */
  close(): Promise<void>;
}
