import type { DataFlowError } from "@dataflow/core";
import { databaseErrors } from "../../errors/database-errors.ts";

export function writerNotFree(target: string, timeoutMs: number): DataFlowError {
  return databaseErrors.create("POOL_TIMEOUT", {
    message: `A statement waited ${timeoutMs} ms for a transaction on ${target} to end`,
    why: "a file has one writer, and a transaction of this program keeps it; perhaps it waits for this very statement",
    fix: "issue the statement inside the transaction, or shorten the transaction",
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
