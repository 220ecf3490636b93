import { isPlainObject } from "@dataflow/core";
import { invalidParameter } from "../../errors/invalid-parameter.ts";

/** Refuses what the driver would quietly turn into something else: objects into JSON, `undefined` into NULL. */
export function refuseUnboundable(parameters: readonly unknown[]): void {
  for (let index = 0; index < parameters.length; index++) {
    if (!isBindable(parameters[index])) throw invalidParameter(index, parameters[index]);
  }
}

/** The parameters of a statement that a person wrote: dates, lists and plain objects (as JSON) are welcome too. */
export function friendlyParameters(parameters: readonly unknown[]): unknown[] {
  return parameters.map((value, index) => {
    if (Array.isArray(value) || (value instanceof Date && !Number.isNaN(value.getTime()))) return value;
    if (isPlainObject(value)) return JSON.stringify(value);
    if (!isBindable(value)) throw invalidParameter(index, value);
    return value;
  });
}

function isBindable(value: unknown): boolean {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
    case "bigint":
      return true;
    case "object":
      return value === null || value instanceof Uint8Array;
    default:
      return false;
  }
}
