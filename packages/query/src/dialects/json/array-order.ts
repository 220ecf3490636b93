import type { JsonTest } from "../../ast/json-path-node.ts";
import type { JsonValue } from "../../types/json-value.ts";
import type { JsonPlace } from "./json-sql.ts";
import type { JsonWalk } from "./walk-json.ts";

type ArrayOrder = Extract<JsonTest, { readonly kind: "arrayOrder" }>;

/**
 * The order of an array against a given one, written out element by element: no database orders arrays as documents do.
 *
 * @param place the value
 * @param test the given array, and which side of it is asked for
 * @param walk the dialect and its writer
 * @returns a condition in brackets
 */
export function arrayOrderText(place: JsonPlace, { operator, value }: ArrayOrder, walk: JsonWalk): string {
  const isArray = `${place.type()} = 'array'`;
  // All arrays are before, at or after the given one, so "before" is neither of the others.
  const isUpward = operator === "gt" || operator === "gte";
  const after = arrayAfter(place, value, 0, walk);
  const takesEqual = operator === "gte" || operator === "lt";
  const text = takesEqual ? `(${after} OR ${equalText(place, value, walk)})` : after;
  return `(${isArray} AND ${text} ${isUpward ? "IS TRUE" : "IS NOT TRUE"})`;
}

/** That from an index on, an array is after the given one. */
function arrayAfter(place: JsonPlace, values: readonly JsonValue[], index: number, walk: JsonWalk): string {
  const element = walk.sql.element(place, index, walk.writer);
  if (index >= values.length) return `${element.type()} IS NOT NULL`;
  const value = values[index] ?? null;
  const after = valueAfter(element, value, walk);
  return `(${after} OR (${equalText(element, value, walk)} AND ${arrayAfter(place, values, index + 1, walk)}))`;
}

/** In the order of types; values of one type by themselves. */
function valueAfter(place: JsonPlace, value: JsonValue, walk: JsonWalk): string {
  const rank = rankOf(value);
  const later = `${rankText(place)} > ${rank}`;
  if (value === null) return `(${later})`;
  if (Array.isArray(value)) {
    return `(${later} OR (${place.type()} = 'array' AND ${arrayAfter(place, value, 0, walk)}))`;
  }
  // The parser lets no objects in but the empty one, after which comes every other.
  if (typeof value === "object")
    return `(${later} OR (${place.type()} = 'object' AND NOT ${equalText(place, value, walk)}))`;
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return "FALSE";
  return `(${later} OR (${walk.sql.single({ kind: "compare", operator: "gt", value }, place, walk.writer)}))`;
}

function equalText(place: JsonPlace, value: JsonValue, walk: JsonWalk): string {
  const { sql, writer } = walk;
  if (value === null) return `(${place.type()} = 'null')`;
  if (typeof value === "object") return `(${sql.single({ kind: "equals", value }, place, writer)})`;
  return `(${sql.single({ kind: "compare", operator: "eq", value }, place, writer)})`;
}

/** The order of types: null, numbers, texts, objects, arrays, booleans. */
function rankOf(value: JsonValue): number {
  if (value === null) return 0;
  if (typeof value === "number") return 1;
  if (typeof value === "string") return 2;
  if (typeof value === "boolean") return 5;
  return Array.isArray(value) ? 4 : 3;
}

/** Both dialects' names for the types. */
function rankText(place: JsonPlace): string {
  return `CASE ${place.type()} WHEN 'null' THEN 0 WHEN 'number' THEN 1 WHEN 'integer' THEN 1 WHEN 'real' THEN 1 WHEN 'string' THEN 2 WHEN 'text' THEN 2 WHEN 'object' THEN 3 WHEN 'array' THEN 4 WHEN 'boolean' THEN 5 WHEN 'true' THEN 5 WHEN 'false' THEN 5 END`;
}

/**
 * What of an array is in the text of a comparison with it.
 *
 * @param value the array, or something in it
 * @returns its structure without its values
 */
export function structureOf(value: JsonValue): string {
  if (value === null) return "0";
  if (Array.isArray(value)) return `[${value.map(structureOf).join("")}]`;
  return typeof value === "object" ? "{}" : typeof value === "string" ? "s" : typeof value === "number" ? "n" : "b";
}
