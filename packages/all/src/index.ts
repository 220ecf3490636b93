/**
 * DataFlow in one package: what an application uses, re-exported from the packages that own it. Nothing is defined here,
 * so a value imported from here is the same one as imported from its own package.
 */
export * from "@dataflow/core";
export {
  type Connection,
  type ConnectOptions,
  connect,
  type DistributedOptions,
  databaseErrors,
  describeTarget,
  distributedTransaction,
  drizzleHandle,
  type IsolatedConnection,
  type IsolateOptions,
  type IsolationLevel,
  introspect,
  isolate,
  parseDatabaseUrl,
  type RecoveredTransaction,
  recoverDistributedTransactions,
  type StatementEvent,
  type TransactionOptions,
  type TransactionRetryOptions,
} from "@dataflow/database";
export * from "@dataflow/migrations";
export * from "@dataflow/model";
export {
  compileFilter,
  type Filter,
  parseFilter,
  type QueryTable,
  queryErrors,
  queryTable,
  type SortInput,
  type UpdateInput,
} from "@dataflow/query";
