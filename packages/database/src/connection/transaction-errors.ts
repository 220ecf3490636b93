import { type DataFlowError, describeKind } from "@dataflow/core";
import { databaseErrors } from "../errors/database-errors.ts";

export function transactionClosed(): DataFlowError {
  return databaseErrors.create("TRANSACTION_CLOSED", {
    message: "A statement was issued in a transaction that has ended",
    why: "the body of the transaction had returned before the statement was issued, so it is not part of it, and running it outside would save what the transaction may have undone",
    fix: "await every statement inside the body of the transaction",
  });
}

/** For `transaction(promise)`: what the promise does has begun already, outside of any transaction. */
export function noBody(place: string, body: unknown): DataFlowError {
  return databaseErrors.create("INVALID_OPTION", {
    message: `${place} was given ${describeKind(body)} where its body belongs`,
    why: "the body is a function that is called inside; what is called before does not belong to it",
    fix: `write ${place}(async () => { … })`,
  });
}

/** For statements after a failure, and for a commit that would report success although something had failed. */
export function transactionAborted(failure: unknown, atCommit: boolean): DataFlowError {
  return databaseErrors.create("TRANSACTION_ABORTED", {
    message: atCommit
      ? "The transaction was rolled back although its body returned, because one of its statements had failed"
      : "A statement was refused because an earlier one of the same transaction had failed",
    why: "after a failure a transaction can only be rolled back; the failure is the cause of this error",
    fix: "let the failure out of the body, or wrap the statement that may fail in a nested transaction",
    cause: failure,
  });
}

export function waitedInTransaction(timeoutMs: number): DataFlowError {
  return databaseErrors.create("POOL_TIMEOUT", {
    message: `A statement waited ${timeoutMs} ms for a nested transaction of the same transaction to end`,
    why: "statements of one transaction run one after the other, and the nested transaction made no progress; perhaps it waits for this very statement",
    fix: "await a nested transaction before going on, or issue the statement inside it",
  });
}
