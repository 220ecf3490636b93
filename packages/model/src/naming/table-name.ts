import pluralize from "pluralize";
import { camelCase, capitalise, snakeCase } from "./snake-case.ts";

/** Words that `pluralize` takes apart wrongly. Its own rules are shared by the whole application, so they are left alone. */
const SINGULARS: ReadonlyMap<string, string> = new Map([
  ["avalanches", "avalanche"],
  ["axes", "axis"],
  ["axis", "axis"],
  ["basis", "basis"],
  ["caches", "cache"],
  ["calories", "calorie"],
  ["canvas", "canvas"],
  ["canvases", "canvas"],
  ["cookies", "cookie"],
  ["data", "data"],
  ["excuses", "excuse"],
  ["headaches", "headache"],
  ["lens", "lens"],
  ["lenses", "lens"],
  ["metadata", "metadata"],
  ["niches", "niche"],
]);

/**
 * The name of a model's table: its name in snake_case, in the plural.
 *
 * @param modelName the model: `"OrderItem"`
 * @returns the table: `"order_items"`
 * @example
 * ```ts
 * import { tableNameOf } from "@dataflow/model";
 *
 * tableNameOf("Person"); // "people"
 * ```
 */
export function tableNameOf(modelName: string): string {
  return onLastWord(snakeCase(modelName), (word) => pluralize.plural(word));
}

/**
 * The name of the model of a table that was found in a database: in PascalCase, in the singular.
 *
 * @param tableName the table: `"order_items"`
 * @returns the model: `"OrderItem"`
 * @example
 * ```ts
 * import { modelNameOf } from "@dataflow/model";
 *
 * modelNameOf("people"); // "Person"
 * ```
 */
export function modelNameOf(tableName: string): string {
  const words = snakeCase(camelCase(tableName));
  const name = capitalise(camelCase(onLastWord(words, singularOf)));
  // A model's name begins with a Latin capital and goes on in Latin letters and digits; a table's may not.
  const latin = name.normalize("NFKD").replace(/[^A-Za-z0-9]/g, "");
  return /^[A-Z]/.test(latin) ? latin : `Table${latin}`;
}

function singularOf(word: string): string {
  return SINGULARS.get(word) ?? pluralize.singular(word);
}

/** Only the last word of a name has a number: the items of an order are `order_items`, not `orders_items`. */
function onLastWord(snake: string, change: (word: string) => string): string {
  const start = snake.lastIndexOf("_") + 1;
  return snake.slice(0, start) + change(snake.slice(start));
}
