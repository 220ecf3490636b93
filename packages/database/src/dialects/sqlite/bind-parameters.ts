import { isPlainObject } from "@dataflow/core";
import { invalidParameter } from "../../errors/invalid-parameter.ts";

/**
 * A parameter of a statement that a person wrote, as the file stores it: booleans as 0 and 1, dates in milliseconds,
 * lists and plain objects as JSON.
 */
export function friendlyParameter(value: unknown, index: number): unknown {
  switch (typeof value) {
    case "boolean":
      return value ? 1 : 0;
    case "number":
      if (!Number.isFinite(value)) break;
      // The driver binds every number as a double; a whole one is meant as an integer by whoever wrote it.
      return Number.isSafeInteger(value) ? BigInt(value) : value;
    case "string":
    case "bigint":
      return value;
    case "object":
      if (value === null || value instanceof Uint8Array) return value;
      if (value instanceof Date) {
        if (Number.isNaN(value.getTime())) break;
        return BigInt(value.getTime());
      }
      if (Array.isArray(value) || isPlainObject(value)) return JSON.stringify(value);
  }
  throw invalidParameter(index, value);
}
