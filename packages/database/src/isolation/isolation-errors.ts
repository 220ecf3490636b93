import type { DataFlowError } from "@dataflow/core";
import { databaseErrors } from "../errors/database-errors.ts";

export function isolationEnded(target: string): DataFlowError {
  return databaseErrors.create("CONNECTION_CLOSED", {
    message: `A statement was issued on an isolated connection to ${target} after it had been rolled back`,
    why: "what it does would belong to nobody: everything that was done before is undone already",
    fix: "await every statement before the connection is rolled back, or closed",
  });
}

export function waitedInIsolation(timeoutMs: number): DataFlowError {
  return databaseErrors.create("POOL_TIMEOUT", {
    message: `A statement waited ${timeoutMs} ms for a transaction of the same isolated connection to end`,
    why: "everything on an isolated connection runs one after the other, and the transaction made no progress; perhaps it waits for this very statement",
    fix: "await a transaction before going on, issue the statement inside it, or isolate by a database of its own",
  });
}

export function notIsolable(): DataFlowError {
  return databaseErrors.create("INVALID_OPTION", {
    message: "isolate was given a connection that this copy of @dataflow/database did not make",
    why: "it needs more of a connection than its interface promises",
    fix: "make the connection with connect() of the same package",
  });
}
