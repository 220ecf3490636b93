import type { DataFlowError } from "@dataflow/core";
import { databaseErrors } from "./database-errors.ts";

/**
 * The error for a value that no driver can bind. Names its type, never the value.
 *
 * @param index where it stands, from 0
 */
export function invalidParameter(index: number, value: unknown): DataFlowError {
  return databaseErrors.create("INVALID_PARAMETER", {
    message: `Parameter ${index + 1} of the statement cannot be bound: it is ${describeType(value)}`,
    why: "a parameter is a string, a finite number, a bigint, a boolean, null or bytes",
    fix: value === undefined ? "give null where no value is meant" : "convert the value to one of these",
    meta: { parameter: index + 1 },
  });
}

function describeType(value: unknown): string {
  if (value === undefined) return "undefined";
  if (typeof value === "number") return "not a finite number";
  if (typeof value === "object") return Array.isArray(value) ? "an array" : "an object";
  return `a ${typeof value}`;
}
