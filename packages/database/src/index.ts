export { openTransaction } from "./connection/begin-open-transaction.ts";
export { connect } from "./connection/connect.ts";
export type { ConnectOptions } from "./connection/connect-options.ts";
export type {
  Connection,
  DatabaseCapabilities,
  ObjectResult,
  SqlParameter,
  SqlText,
  StatementResult,
} from "./connection/connection.ts";
export type { ConnectionStats } from "./connection/connection-stats.ts";
export { describeBeside } from "./connection/describe-beside.ts";
export type { OpenTransaction, OpenTransactionOptions } from "./connection/open-transaction.ts";
export type { StatementEvent, StatementListener } from "./connection/statement-observer.ts";
export type { IsolationLevel, TransactionOptions, TransactionRetryOptions } from "./connection/transaction-options.ts";
export { AsyncVariable, leavingNothing } from "./context/async-variable.ts";
export type { DrizzleHandles } from "./dialects/drizzle-handles.ts";
export { type DistributedOptions, distributedTransaction } from "./distributed/distributed-transaction.ts";
export { type RecoveredTransaction, recoverDistributedTransactions } from "./distributed/recover-distributed.ts";
export { drizzleHandle } from "./drizzle/drizzle-handle.ts";
export { type DatabaseErrorCode, type DatabaseErrorKind, databaseErrors } from "./errors/database-errors.ts";
export type { DriverErrorFacts } from "./errors/driver-failure.ts";
export { columnTypeSql, readColumnType } from "./introspection/column-type-sql.ts";
export { defaultSchema, type IntrospectOptions, introspect } from "./introspection/introspect.ts";
export { type IsolatedConnection, type IsolateOptions, isolate } from "./isolation/isolate.ts";
export type {
  DatabaseDescription,
  FileDatabaseDescription,
  ServerDatabaseDescription,
  SslMode,
} from "./url/database-description.ts";
export { describeTarget } from "./url/describe-target.ts";
export { parseDatabaseUrl } from "./url/parse-database-url.ts";
