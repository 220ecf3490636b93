import { describeKind, isPlainObject } from "@dataflow/core";
import { invalidParameter } from "./parse-scalars.ts";

/**
 * Reads a plain object.
 *
 * @param value what was given
 * @param name the parameter, for the message
 * @returns the object; read it by own key only
 * @throws MODEL.INVALID_PARAMETER
 */
export function plainObject(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (isPlainObject(value)) return value;
  throw invalidParameter(name, `it is ${describeKind(value)}`, "pass a plain object of fields");
}
