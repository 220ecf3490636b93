import { defineErrors, type ErrorCodeOf } from "@dataflow/core";

/**
 * Everything that can go wrong between DataFlow and a database, under the same codes for every dialect.
 *
 * @example
 * ```ts
 * import { isDataFlowError } from "@dataflow/core";
 * import { connect } from "@dataflow/database";
 *
 * const connection = connect("sqlite::memory:");
 * await connection.run("CREATE TABLE users (email TEXT UNIQUE)");
 * try {
 *   await connection.query("INSERT INTO users VALUES (?)", ["a@example.com"]);
 * } catch (error) {
 *   if (isDataFlowError(error) && error.code === "DATABASE.UNIQUE_VIOLATION") console.log(error.meta.columns);
 * }
 * ```
 */
export const databaseErrors = defineErrors("DATABASE", {
  // How a database is named and opened.
  INVALID_URL: { title: "The connection URL cannot be understood" },
  INVALID_OPTION: { title: "An option of a connection or a transaction is unknown or has a wrong value" },
  DRIVER_MISSING: { title: "The driver of the database is not installed" },
  CONNECTION_REFUSED: { title: "Nothing accepts connections at the address", isRetryable: true },
  HOST_NOT_FOUND: { title: "The host of the database has no address", isRetryable: true },
  CONNECT_TIMEOUT: { title: "The database did not answer the attempt to connect in time", isRetryable: true },
  TLS: { title: "The encrypted connection could not be established" },
  AUTHENTICATION_FAILED: { title: "The database does not accept the user or the password" },
  UNKNOWN_DATABASE: { title: "The database does not exist" },
  TOO_MANY_CONNECTIONS: { title: "The server accepts no further connections", isRetryable: true },
  // How a connection ends or is waited for.
  CONNECTION_LOST: { title: "The connection broke while it was in use" },
  CONNECTION_CLOSED: { title: "The connection was closed by this program" },
  POOL_TIMEOUT: { title: "No connection became free in time", isRetryable: true },
  BUSY: { title: "The database is locked by another connection", isRetryable: true },
  LOCK_TIMEOUT: { title: "A lock was not granted in time", isRetryable: true },
  STATEMENT_TIMEOUT: { title: "A statement ran longer than it may" },
  QUERY_CANCELLED: { title: "A statement was cancelled" },
  // Transactions and sessions.
  SERIALIZATION_FAILURE: { title: "Transactions that ran at the same time contradict each other", isRetryable: true },
  DEADLOCK: { title: "Transactions waited for each other", isRetryable: true },
  COMMIT_UNKNOWN: { title: "The connection broke during the commit, and its outcome is not known" },
  TRANSACTION_ABORTED: { title: "A statement of the transaction failed, so nothing more can run in it" },
  TRANSACTION_CLOSED: { title: "A statement was issued after its transaction had ended" },
  TRANSACTION_TIMEOUT: { title: "A transaction took longer than it may" },
  UNKNOWN_SAVEPOINT: { title: "A transaction has no savepoint of that name" },
  TRANSACTION_CONTROL: { title: "A transaction was begun or ended by a statement" },
  SESSION_CLOSED: { title: "A statement was issued after its session had ended" },
  SESSION_NOT_KEPT: { title: "A pooler does not keep a connection for a whole session" },
  SESSION_IN_TRANSACTION: { title: "A session was asked for inside a transaction" },
  // Transactions over several databases.
  DISTRIBUTED_REFUSED: { title: "A database cannot take part in a distributed transaction" },
  DISTRIBUTED_IN_DOUBT: { title: "The outcome of a distributed transaction is not known yet" },
  DISTRIBUTED_UNFINISHED: { title: "A distributed transaction is committed, and a database has not heard of it yet" },
  // What a statement did.
  UNIQUE_VIOLATION: { title: "A row with the same unique values exists already" },
  FOREIGN_KEY_VIOLATION: { title: "A row refers to nothing, or is still referred to" },
  NOT_NULL_VIOLATION: { title: "A column that must have a value was given none" },
  CHECK_VIOLATION: { title: "A row does not satisfy a check of its table" },
  TRIGGER_REFUSED: { title: "A trigger, or a function of the database, refused what was asked" },
  VALUE_OUT_OF_RANGE: { title: "A value is too large or too long for its column" },
  UPDATE_REFUSED: { title: "A stored document does not let an update operator work on it" },
  INVALID_VALUE: { title: "A value is not one of its column's type" },
  INVALID_PARAMETER: { title: "The parameters do not fit the statement" },
  READ_ONLY: { title: "The database or the transaction accepts no writes" },
  PERMISSION_DENIED: { title: "The user may not do this" },
  UNDEFINED_TABLE: { title: "The table does not exist" },
  UNDEFINED_COLUMN: { title: "The column does not exist" },
  ALREADY_EXISTS: { title: "A table, column or index of that name exists already" },
  SYNTAX: { title: "The statement is not valid SQL" },
  STALE_PLAN: { title: "A table changed under a prepared statement", isRetryable: true },
  STATEMENT_FAILED: { title: "The database could not run the statement" },
  // The machine underneath.
  DISK_FULL: { title: "The disk of the database is full" },
  IO: { title: "The database could not read or write its files" },
  CORRUPT: { title: "The database's files are damaged" },
  NOT_A_DATABASE: { title: "The file is not a database" },
});

/** The codes of the errors of this package. */
export type DatabaseErrorCode = ErrorCodeOf<typeof databaseErrors>;

/** The same codes without their namespace. */
export type DatabaseErrorKind = keyof typeof databaseErrors.kinds;
