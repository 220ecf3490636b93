import type { DataFlowError } from "@dataflow/core";
import { databaseErrors } from "./database-errors.ts";

/** What is said of a connection that its own program has closed. */
export function closedByProgram(target: string) {
  return {
    message: `The connection to ${target} was closed`,
    why: "close() was called before",
    fix: "close the connection after its last use, or make a new one with connect()",
  };
}

/** The error for work that comes after `close()`. */
export function connectionClosed(target: string): DataFlowError {
  return databaseErrors.create("CONNECTION_CLOSED", closedByProgram(target));
}
