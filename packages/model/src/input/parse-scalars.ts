import { describeKind } from "@dataflow/core";
import { modelErrors } from "../errors/model-errors.ts";

/**
 * Reads a flag.
 *
 * @param value what was given
 * @param name the parameter, for the message
 * @returns the flag
 * @throws MODEL.INVALID_PARAMETER
 */
export function parseFlag(value: unknown, name: string): boolean {
  if (typeof value === "boolean") return value;
  throw invalidParameter(name, `it is ${describeKind(value)}, not true or false`, "pass true or false");
}

/**
 * Reads a whole number within bounds.
 *
 * @param value what was given
 * @param name the parameter, for the message
 * @param bounds the least and the greatest number accepted
 * @returns the number
 * @throws MODEL.INVALID_PARAMETER
 */
export function parseWholeNumber(
  value: unknown,
  name: string,
  bounds: { readonly least: number; readonly most: number },
): number {
  const fits = typeof value === "number" && Number.isInteger(value) && value >= bounds.least && value <= bounds.most;
  if (fits) return value;
  const what =
    typeof value === "number" ? "the number is outside its bounds or not whole" : `it is ${describeKind(value)}`;
  throw invalidParameter(name, what, `pass a whole number from ${bounds.least} to ${bounds.most}`);
}

/**
 * Reads one of a few words.
 *
 * @param value what was given
 * @param name the parameter, for the message
 * @param words what is accepted
 * @returns the word
 * @throws MODEL.INVALID_PARAMETER
 */
export function parseWord<const Word extends string>(value: unknown, name: string, words: readonly Word[]): Word {
  const word = words.find((candidate) => candidate === value);
  if (word !== undefined) return word;
  throw invalidParameter(
    name,
    "it is none of the accepted words",
    `pass one of ${words.map((w) => `"${w}"`).join(", ")}`,
  );
}

/**
 * Reads a signal, which need not be there.
 *
 * @param value what was given
 * @returns the signal
 * @throws MODEL.INVALID_PARAMETER
 */
export function parseSignal(value: unknown): AbortSignal | undefined {
  if (value === undefined || value instanceof AbortSignal) return value;
  throw invalidParameter("signal", "it is no AbortSignal", "pass the signal of an AbortController");
}

/**
 * Makes the error for a parameter that cannot be meant.
 *
 * @param name the parameter
 * @param why what is wrong with it, without its value
 * @param fix what to pass instead
 * @returns the error, to throw
 */
export function invalidParameter(name: string, why: string, fix: string) {
  return modelErrors.create("INVALID_PARAMETER", {
    message: `the parameter "${name}" cannot be used: ${why}`,
    why,
    fix,
    meta: { parameter: name },
  });
}
