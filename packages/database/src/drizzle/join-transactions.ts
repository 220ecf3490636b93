import { invalidOption, refuseUnknownNames } from "../connection/connect-options.ts";
import type { Connection } from "../connection/connection.ts";
import type { IsolationLevel, TransactionOptions } from "../connection/transaction-options.ts";
import type { LoadDrizzle } from "./drizzle-module.ts";

/** What drizzle lets its users say about a transaction, for all databases. */
interface DrizzleTransactionConfig {
  readonly isolationLevel?: IsolationLevel;
  readonly accessMode?: "read only" | "read write";
  readonly behavior?: "immediate";
}

/**
 * Replaces `transaction` of a handle, which the proxy drivers do not have or would do with statements of their own, by
 * that of the connection.
 */
export function joinTransactions(handle: object, connection: Connection, load: LoadDrizzle): void {
  // A module that is loaded late has no type of its own; this class is part of its documented interface.
  const { TransactionRollbackError } = load("drizzle-orm") as { readonly TransactionRollbackError: new () => Error };
  const rollback = (): never => {
    throw new TransactionRollbackError();
  };
  const inTransaction: object = Object.create(handle, { rollback: { value: rollback } });
  const transaction = (body: (tx: object) => Promise<unknown>, config: DrizzleTransactionConfig = {}) =>
    connection.transaction(() => body(inTransaction), transactionOptions(config));
  Object.defineProperty(handle, "transaction", { value: transaction });
}

function transactionOptions(config: DrizzleTransactionConfig): TransactionOptions {
  refuseUnknownNames(config, ["isolationLevel", "accessMode", "behavior"], "drizzle's transaction");
  const { isolationLevel, accessMode, behavior } = config;
  if (behavior !== undefined && behavior !== "immediate") throw invalidOption("behavior", '"immediate"');
  return {
    ...(isolationLevel === undefined ? {} : { isolation: isolationLevel }),
    ...(accessMode === undefined ? {} : { readOnly: accessMode === "read only" }),
  };
}
