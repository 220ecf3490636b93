import type { DataFlowError } from "@dataflow/core";
import { databaseErrors } from "../../errors/database-errors.ts";

export function writerNotFree(target: string, timeoutMs: number): DataFlowError {
  return databaseErrors.create("POOL_TIMEOUT", {
    message: `A statement waited ${timeoutMs} ms for a transaction on ${target} to end`,
    why: "a file has one writer, and a transaction of this program keeps it; perhaps it waits for this very statement",
    fix: "issue the statement inside the transaction, or shorten the transaction",
  });
}

/** For a refusal of one row that took the whole transaction with it. */
export function rolledBack(failure: DataFlowError): DataFlowError {
  return databaseErrors.create("TRANSACTION_ABORTED", {
    message: "A trigger or a constraint rolled the whole transaction back",
    why: "it says RAISE(ROLLBACK, …) or ON CONFLICT ROLLBACK, so everything before it is undone, too; what it refused is the cause of this error",
    fix: "let it say RAISE(ABORT, …) or ON CONFLICT ABORT, so that only the statement is undone",
    cause: failure,
  });
}

export function readersExhausted(target: string, poolSize: number, timeoutMs: number): DataFlowError {
  return databaseErrors.create("POOL_TIMEOUT", {
    message: `No reader of ${target} became free within ${timeoutMs} ms`,
    why: `all ${poolSize} are in use by streams and read-only transactions`,
    fix: "leave streams that are no longer read, or raise poolSize",
    meta: { poolSize },
  });
}
