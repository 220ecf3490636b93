import type { DriverFailure } from "../errors/driver-failure.ts";

const NEEDS =
  "an element that the filter matched|a number|a whole number|an array|a value that has an order|an object on its way|an array on its way";
const TYPES = "null|number|string|object|array|boolean|integer|real|text|true|false|nothing";

/** Only these words: whatever else a message quotes may be a value, and is not repeated. */
const REFUSAL = new RegExp(`update (\\d{1,3}): (\\$[a-zA-Z]{0,20}) needs (${NEEDS}), and finds (${TYPES})\\b`);

/** SQLite's words for the types of JSON. */
const TYPE_WORDS: ReadonlyMap<string, string> = new Map([
  ["integer", "number"],
  ["real", "number"],
  ["text", "string"],
  ["true", "boolean"],
  ["false", "boolean"],
]);

/**
 * Recognises the failure of a statement that refuses to change a JSON document, because what is stored is not what its
 * update operator works on.
 *
 * @param message the driver's message
 * @returns the failure, or undefined when the message is about something else
 */
export function refusedUpdate(message: string): DriverFailure | undefined {
  const [, position, operator, need, type = ""] = REFUSAL.exec(message) ?? [];
  if (position === undefined || operator === undefined) return undefined;
  const found = TYPE_WORDS.get(type) ?? type;
  return {
    kind: "UPDATE_REFUSED",
    message: `Change ${position} of a document is refused: ${operator} needs ${need}, and a stored document has ${found === "nothing" ? "nothing" : `a JSON ${found}`} there`,
    why: "the operator would have to guess or to overwrite what is stored; no row was changed",
    fix: "leave such documents out with the filter, or use $set to replace what is there",
    meta: { operator, found },
  };
}
