import type { FilterNode } from "../../ast/filter-node.ts";
import type { JsonPathNode, JsonTest } from "../../ast/json-path-node.ts";
import { queryErrors } from "../../errors/query-errors.ts";
import { arrayOrderText } from "./array-order.ts";
import { documentLogic } from "./document-logic.ts";
import { indexOfKey } from "./json-key.ts";
import type { JsonPlace, JsonSql, JsonWriter } from "./json-sql.ts";

/** A walk through one condition. */
export interface JsonWalk {
  readonly sql: JsonSql;
  readonly writer: JsonWriter;
}

/**
 * The condition that a place below a value passes a test. Arrays on the way are looked through, one level of each.
 *
 * @param place the value
 * @param keys the keys that lead on from it
 * @param test what is asked
 * @param walk the dialect and its writer
 * @returns a condition in brackets; never NULL where the place is missing
 */
export function walkJson(place: JsonPlace, keys: readonly string[], test: JsonTest, walk: JsonWalk): string {
  const { sql, writer } = walk;
  const [key, ...rest] = keys;
  const parts: string[] = [];
  if (sql.below !== undefined) {
    parts.push(sql.below(place, keys, test, { writer, text: (value, asked) => singleText(value, asked, walk) }));
  } else if (key === undefined) {
    return leafText(place, test, walk);
  } else {
    parts.push(...stepText(place, [key, ...rest], test, walk));
  }
  const index = key === undefined ? undefined : indexOfKey(key);
  if (index !== undefined) parts.push(elementText(sql.element(place, index, writer), rest, test, walk));
  return parts.length === 1 ? parts.join("") : `(${parts.join(" OR ")})`;
}

/** One key on, through an object or the objects in an array. */
function stepText(
  place: JsonPlace,
  [key, ...rest]: readonly [string, ...(readonly string[])],
  test: JsonTest,
  walk: JsonWalk,
): readonly string[] {
  const parts: string[] = [];
  // What is neither object nor array has nothing below it: the place is missing there.
  if (test.kind === "null") parts.push(`coalesce(${place.type()}, 'missing') NOT IN ('object', 'array')`);
  const { from, row } = walk.sql.each(place, walk.writer);
  const below = `${row.type()} = 'object' AND ${walkJson(walk.sql.member(row, key, walk.writer), rest, test, walk)}`;
  return [...parts, `EXISTS (SELECT 1 FROM ${from} WHERE ${below})`];
}

/** An element that was named by its index: its own elements are not looked at when the path ends there. */
function elementText(element: JsonPlace, rest: readonly string[], test: JsonTest, walk: JsonWalk): string {
  if (rest.length === 0) return singleText(element, test, walk);
  if (test.kind !== "null") return walkJson(element, rest, test, walk);
  return `(${element.type()} IN ('object', 'array') AND ${walkJson(element, rest, test, walk)})`;
}

/** The value at the end of a path, or where it is an array, one of its elements. */
function leafText(place: JsonPlace, test: JsonTest, walk: JsonWalk): string {
  if (isAboutWhole(test)) return singleText(place, test, walk);
  const parts: string[] = [];
  if (test.kind === "null") parts.push(`${place.type()} IS NULL`);
  if (matchesArrays(test)) parts.push(singleText(place, test, walk));
  const { from, row } = walk.sql.each(place, walk.writer);
  parts.push(`EXISTS (SELECT 1 FROM ${from} WHERE ${singleText(row, test, walk)})`);
  return parts.length === 1 ? parts.join("") : `(${parts.join(" OR ")})`;
}

/**
 * Whether a test looks at the value only, never at the elements of an array.
 *
 * @param test the test
 */
export function isAboutWhole(test: JsonTest): boolean {
  return test.kind === "size" || test.kind === "elements" || test.kind === "exists";
}

/**
 * Whether a whole array can pass the test, not only its elements.
 *
 * @param test the test
 */
export function matchesArrays(test: JsonTest): boolean {
  if (test.kind === "equals") return Array.isArray(test.value);
  return test.kind === "arrayOrder" || (test.kind === "type" && test.types.includes("array"));
}

/**
 * The condition that one value passes a test by itself, whether it is an array or not.
 *
 * @param place the value
 * @param test what is asked
 * @param walk the dialect and its writer
 * @returns a condition that can stand beside others
 */
export function singleText(place: JsonPlace, test: JsonTest, walk: JsonWalk): string {
  switch (test.kind) {
    case "exists":
      return `${place.type()} IS NOT NULL`;
    case "null":
      return `${place.type()} = 'null'`;
    case "arrayOrder":
      return arrayOrderText(place, test, walk);
    case "elements": {
      const { from, row } = walk.sql.elements(place, walk.writer);
      const guard = test.of === "members" ? `${row.type()} IN ('object', 'array') AND ` : "";
      return `EXISTS (SELECT 1 FROM ${from} WHERE ${guard}${elementFilterText(test.filter, row, walk)})`;
    }
    default:
      return `(${walk.sql.single(test, place, walk.writer)})`;
  }
}

/**
 * A filter on one element of an array. The element is the root of its paths: an array there is read as an object whose
 * keys are its indexes.
 *
 * @param filter the filter
 * @param element the element
 * @param walk the dialect and its writer
 * @returns a condition in brackets where it needs them
 */
export function elementFilterText(filter: FilterNode, element: JsonPlace, walk: JsonWalk): string {
  return documentLogic(
    filter,
    (condition) => fromElement(condition, element, walk),
    () =>
      queryErrors.create("INVALID_STATEMENT", {
        message: "A condition on the elements of a JSON array is about a column",
        why: "elements have no columns",
        fix: "use conditions made by jsonPath inside of an elements test",
      }),
  );
}

/** An element is the root of its paths: an array there is read as an object whose keys are its indexes. */
function fromElement({ path, test }: JsonPathNode, element: JsonPlace, walk: JsonWalk): string {
  const [key, ...rest] = path;
  if (key === undefined) return singleText(element, test, walk);
  const { sql, writer } = walk;
  const index = indexOfKey(key);
  if (index === undefined) return walkJson(sql.member(element, key, writer), rest, test, walk);
  const member = `${element.type()} <> 'array' AND ${walkJson(sql.member(element, key, writer), rest, test, walk)}`;
  const inArray = `${element.type()} = 'array' AND ${walkJson(sql.element(element, index, writer), rest, test, walk)}`;
  return `(${member} OR ${inArray})`;
}
