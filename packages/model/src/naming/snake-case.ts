import { lateExpression } from "@dataflow/core";

/**
 * The snake_case of a camelCase or PascalCase name: the name of a field's column. Acronyms stay together
 * (`userID` → `user_id`, `HTTPServer` → `http_server`), their plurals too (`orderIDs` → `order_ids`), and digits stay
 * with what stands before them (`address2Line` → `address2_line`).
 *
 * @param name the name
 * @returns the same words in lower case, joined by underscores
 * @example
 * ```ts
 * import { snakeCase } from "@dataflow/model";
 *
 * snakeCase("customerID"); // "customer_id"
 * ```
 */
export function snakeCase(name: string): string {
  const { plurals, words, acronyms } = /^[\w$]*$/.test(name) ? LATIN : UNICODE;
  return name
    .replace(plurals(), (_, acronym: string) => `${capitalise(acronym.toLowerCase())}s`)
    .replace(words(), "$1_$2")
    .replace(acronyms(), "$1_$2")
    .toLowerCase();
}

/** Where words end: after acronyms in the plural, before capitals, and before the last capital of several. */
const UNICODE = {
  plurals: lateExpression(String.raw`(\p{Lu}{2,})s(?!\p{Ll})`, "gu"),
  words: lateExpression(String.raw`([\p{Ll}\p{N}])(\p{Lu})`, "gu"),
  acronyms: lateExpression(String.raw`(\p{Lu})(\p{Lu}\p{Ll})`, "gu"),
} as const;

/** The same for names of Latin letters: expressions over all of Unicode take longer to be made ready than to define a model. */
const LATIN = {
  plurals: () => /([A-Z]{2,})s(?![a-z])/g,
  words: () => /([a-z0-9])([A-Z])/g,
  acronyms: () => /([A-Z])([A-Z][a-z])/g,
} as const;

const betweenWords = lateExpression(String.raw`[^\p{L}\p{M}\p{N}]+`, "u");

/**
 * The camelCase of a snake_case name: the name of the field of a column that was found in a database.
 *
 * @param name the name
 * @returns the same words without underscores, the first in lower case
 * @example
 * ```ts
 * import { camelCase } from "@dataflow/model";
 *
 * camelCase("customer_id"); // "customerId"
 * ```
 */
export function camelCase(name: string): string {
  const words = name.split(betweenWords()).filter((word) => word !== "");
  // A name that is already in camelCase keeps its capitals.
  const isSnake = words.every((word) => word === word.toLowerCase() || word === word.toUpperCase());
  const plain = isSnake ? words.map((word) => word.toLowerCase()) : words;
  return plain.map((word, position) => (position === 0 ? uncapitalise(word) : capitalise(word))).join("");
}

/**
 * The name with its first character in upper case.
 *
 * @param name the name
 */
export function capitalise(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function uncapitalise(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
