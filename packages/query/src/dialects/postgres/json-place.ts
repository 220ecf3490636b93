import type { JsonPlace } from "../json/json-sql.ts";

/**
 * A value in a document.
 *
 * @param json writes the SQL of a jsonb value
 * @returns the place
 */
export function jsonPlace(json: () => string): JsonPlace {
  return { json, type: () => `jsonb_typeof(${json()})`, scalar: () => `(${json()} #>> '{}')` };
}
