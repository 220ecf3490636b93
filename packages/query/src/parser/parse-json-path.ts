import type { QueryTable } from "../table/query-table.ts";
import { invalidFilter } from "./filter-error.ts";
import { type FilterTarget, jsonTarget } from "./filter-target.ts";

/** Keys that every database finds by the same text. */
const CONTROL_OR_QUOTE = /["\\\p{Cc}]/u;
/** The most keys of a path. */
export const MAX_PATH_KEYS = 16;

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
  const keys = key.slice(dot + 1).split(".");
  if (keys.length > MAX_PATH_KEYS)
    throw invalidFilter(path, `has more than ${MAX_PATH_KEYS} parts`, "ask for a place nearer to the root");
  for (const part of keys) {
    const problem = keyProblem(part);
    if (problem !== undefined) throw invalidFilter(path, problem, "name keys of objects, with dots between them");
  }
  return jsonTarget(field, Object.freeze(keys));
}

function keyProblem(key: string): string | undefined {
  if (key === "") return "has an empty part";
  if (!key.isWellFormed()) return "is not well-formed Unicode";
  if (CONTROL_OR_QUOTE.test(key)) return "has a quote, a backslash or a control character in it";
  // Databases disagree whether such a part is a key or an index; elements of arrays are not reached this way.
  return /^-?\d+$/.test(key) ? "has a part that is a number" : undefined;
}
