import type { DataFlowError } from "@dataflow/core";
import { databaseErrors } from "./database-errors.ts";

/** The error for a statement that began or ended a transaction by itself. What it began is undone. */
export function transactionControl(wasInTransaction: boolean): DataFlowError {
  return databaseErrors.create("TRANSACTION_CONTROL", {
    message: wasInTransaction
      ? "A statement ended the transaction that it ran in"
      : "A statement began a transaction and left it open",
    why: "a transaction belongs to an async context; one that a statement begins or ends belongs to nobody",
    fix: "use connection.transaction(body); a nested call is a savepoint",
  });
}
