import type { DataFlowError } from "@dataflow/core";
import { databaseErrors } from "../errors/database-errors.ts";

export function sessionClosed(): DataFlowError {
  return databaseErrors.create("SESSION_CLOSED", {
    message: "A statement was issued in a session that has ended",
    why: "the body of the session had returned before the statement was issued, and on another connection nothing of what the session set would hold",
    fix: "await every statement inside the body of the session",
  });
}

export function sessionInTransaction(target: string): DataFlowError {
  return databaseErrors.create("SESSION_IN_TRANSACTION", {
    message: `A session on ${target} was asked for inside a transaction`,
    why: "a session is there for what cannot happen in a transaction, and this transaction has a connection already",
    fix: "open the session first, and the transaction inside it",
  });
}

export function waitedInSession(timeoutMs: number): DataFlowError {
  return databaseErrors.create("POOL_TIMEOUT", {
    message: `A statement waited ${timeoutMs} ms for a transaction of the same session to end`,
    why: "statements of one session run one after the other, and the transaction made no progress; perhaps it waits for this very statement",
    fix: "await a transaction before going on, or issue the statement inside it",
  });
}
