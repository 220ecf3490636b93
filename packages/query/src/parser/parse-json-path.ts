import type { QueryField, QueryTable } from "../table/query-table.ts";
import { invalidFilter } from "./filter-error.ts";
import type { FilterTarget } from "./filter-target.ts";
import { jsonTarget } from "./json-target.ts";

/** Keys that every database finds by the same text. */
const CONTROL_OR_QUOTE = /["\\\p{Cc}]/u;
/** The most keys of a path. */
export const MAX_PATH_KEYS = 16;
/** The most parts that the name of a field has: documents are in documents that many times. */
const MAX_NAME_PARTS = 8;
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
  const place = findJsonPlace(key, table);
  return place === undefined ? undefined : jsonTarget(place.field, parseJsonKeys(place.below, path));
}

/**
 * Finds the JSON field that a dotted key leads into. Names may have dots themselves: those of documents' fields have.
 *
 * @param key the key
 * @param table the table
 * @returns the field with the longest name, and the keys below it; undefined when there is none
 */
export function findJsonPlace(
  key: string,
  table: QueryTable,
): { readonly field: QueryField; readonly below: string } | undefined {
  let found: { readonly field: QueryField; readonly below: string } | undefined;
  let dot = key.indexOf(".");
  for (let part = 0; dot >= 0 && part < MAX_NAME_PARTS; part++) {
    const field = table.fields.get(key.slice(0, dot));
    if (field?.type.kind === "json") found = { field, below: key.slice(dot + 1) };
    dot = key.indexOf(".", dot + 1);
  }
  return found;
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
