import type { QueryTable } from "../table/query-table.ts";
import { invalidFilter } from "./filter-error.ts";
import type { FilterTarget } from "./filter-target.ts";
import { jsonTarget } from "./json-target.ts";

/** Keys that every database finds by the same text. */
const CONTROL_OR_QUOTE = /["\\\p{Cc}]/u;
/** The most keys of a path. */
export const MAX_PATH_KEYS = 16;
/** Each of them is looked for as a key and as an index, so that the text doubles. */
const MAX_INDEXES = 4;

/**
 * Reads a dotted key such as `"profile.city"` as a place in a JSON document.
 *
 * @param key the key
 * @param table the table
 * @param path where it stands
 * @returns the place, or undefined when the key does not start with a JSON field
 * @throws QUERY.INVALID_FILTER when a part of it cannot be looked up alike on every database
 */
export function parseJsonPath(key: string, table: QueryTable, path: string): FilterTarget | undefined {
  const dot = key.indexOf(".");
  if (dot < 0) return undefined;
  const field = table.fields.get(key.slice(0, dot));
  if (field?.type.kind !== "json") return undefined;
  return jsonTarget(field, parseJsonKeys(key.slice(dot + 1), path));
}

/**
 * Reads the keys of a dotted path.
 *
 * @param dotted the keys with dots between them
 * @param path where they stand
 * @returns the keys
 * @throws QUERY.INVALID_FILTER when one of them cannot be looked up alike on every database
 */
export function parseJsonKeys(dotted: string, path: string): readonly string[] {
  const keys = dotted.split(".");
  if (keys.length > MAX_PATH_KEYS)
    throw invalidFilter(path, `has more than ${MAX_PATH_KEYS} parts`, "ask for a place nearer to the root");
  if (keys.filter((key) => /^\d+$/.test(key)).length > MAX_INDEXES)
    throw invalidFilter(
      path,
      `has more than ${MAX_INDEXES} parts that are numbers`,
      "ask for a place nearer to the root",
    );
  for (const key of keys) {
    const problem = keyProblem(key);
    if (problem !== undefined) throw invalidFilter(path, problem, "name keys of objects, with dots between them");
  }
  return Object.freeze(keys);
}

function keyProblem(key: string): string | undefined {
  if (key === "") return "has an empty part";
  if (!key.isWellFormed()) return "is not well-formed Unicode";
  return CONTROL_OR_QUOTE.test(key) ? "has a quote, a backslash or a control character in it" : undefined;
}
