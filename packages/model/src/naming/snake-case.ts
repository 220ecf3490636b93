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
  return name
    .replace(/(\p{Lu}{2,})s(?!\p{Ll})/gu, (_, acronym: string) => `${capitalise(acronym.toLowerCase())}s`)
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1_$2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1_$2")
    .toLowerCase();
}

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
  const words = name.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== "");
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
