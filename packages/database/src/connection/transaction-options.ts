/** Isolation levels by their SQL names. */
export type IsolationLevel = "read committed" | "repeatable read" | "serializable";

/** How often and how fast a whole transaction is tried again after a serialization failure or a deadlock. */
export interface TransactionRetryOptions {
  /** Attempts in all, the first included. */
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubled for each further one, with jitter. Default 20. */
  readonly delayMs?: number;
}

/** Options of a transaction. Inside another transaction (a savepoint) none of them is accepted. */
export interface TransactionOptions {
  readonly isolation?: IsolationLevel;
  readonly readOnly?: boolean;
  readonly retry?: TransactionRetryOptions;
  /**
   * Whether the server is asked what became of the transaction when the answer to its commit is lost, in place of
   * `DATABASE.COMMIT_UNKNOWN`: costs one more statement for each transaction. Default: what the connection was made
   * with, and that is `false` unless said. On SQLite no answer is ever lost.
   */
  readonly confirmCommit?: boolean;
}
