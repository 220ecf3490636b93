import { isPlainObject } from "@dataflow/core";
import type { MatchPosition } from "../ast/document-change.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import { invalidUpdate } from "../operators/update/update-operand.ts";
import type { QueryTable } from "../table/query-table.ts";
import { parseFilter } from "./parse-filter.ts";

/** What one reading is about: conditions on one JSON field of a table. */
interface Reading {
  readonly field: string;
  readonly table: QueryTable;
  readonly path: string;
}

/**
 * Reads from the filter of an update which element the positional `$` stands for: the one by which the filter's last
 * condition on an array in the same JSON field holds. Of an `$or` the first filter that holds counts, of `$all` the first
 * value; what is negated matches no element.
 *
 * @param filter the filter of the same update; `parseFilter` has taken it
 * @param field the JSON field that is changed
 * @param table its table
 * @returns the position, or undefined when the filter asks nothing of the field that an element could match
 * @throws QUERY.INVALID_UPDATE when that depends on other fields
 */
export function parseMatchPosition(filter: unknown, field: string, table: QueryTable): MatchPosition | undefined {
  return positionOf(filter, { field, table, path: "filter" });
}

function positionOf(filter: unknown, reading: Reading): MatchPosition | undefined {
  if (!isPlainObject(filter)) return undefined;
  return joined(
    "last",
    Object.entries(filter).map(([key, condition]) => {
      if (key === "$and" && Array.isArray(condition))
        return joined(
          "last",
          condition.map((part) => positionOf(part, reading)),
        );
      if (key === "$or" && Array.isArray(condition)) return firstOf(condition, reading);
      const isAsked = key === reading.field || key.startsWith(`${reading.field}.`);
      return isAsked ? fieldPosition(key, condition, reading) : undefined;
    }),
  );
}

function joined(kind: "last" | "first", parts: readonly (MatchPosition | undefined)[]): MatchPosition | undefined {
  const found = parts.filter((part) => part !== undefined);
  const [only] = found;
  return only === undefined || found.length === 1 ? only : { kind, parts: found };
}

/** An alternative counts only when all of it holds, which is asked of the document alone. */
function firstOf(alternatives: readonly unknown[], reading: Reading): MatchPosition | undefined {
  const parts = alternatives.map((alternative): MatchPosition | undefined => {
    const part = positionOf(alternative, reading);
    if (part === undefined) return undefined;
    const filter = parseFilter(alternative, reading.table);
    if (!isAbout(filter, reading.field))
      throw invalidUpdate(
        "filter.$or",
        `asks of more than places in "${reading.field}", so that which element matched is not known`,
        `ask of other fields outside of the $or, or use $[name] with arrayFilters`,
      );
    return { kind: "where", filter, part };
  });
  return joined("first", parts);
}

function isAbout(filter: FilterNode, field: string): boolean {
  switch (filter.kind) {
    case "everything":
    case "nothing":
      return true;
    case "and":
    case "or":
      return filter.children.every((child) => isAbout(child, field));
    case "not":
      return isAbout(filter.child, field);
    default:
      return filter.kind === "jsonPath" && filter.field === field;
  }
}

function fieldPosition(key: string, condition: unknown, { table }: Reading): MatchPosition | undefined {
  const isOperators = isPlainObject(condition) && Object.keys(condition).some((name) => name.startsWith("$"));
  if (!isOperators) return placeOf(parseFilter({ [key]: condition }, table));
  const { $options, ...operators } = condition;
  return joined(
    "last",
    Object.entries(operators).map(([name, operand]) => {
      // Even where what it negates is a negation itself.
      if (name === "$not") return undefined;
      const decisive = name === "$all" && Array.isArray(operand) ? operand.slice(0, 1) : operand;
      const beside = name === "$regex" && $options !== undefined ? { $options } : {};
      return placeOf(parseFilter({ [key]: { [name]: decisive, ...beside } }, table));
    }),
  );
}

/** What is negated, or asked of the field as a whole, is satisfied by no element. */
function placeOf(filter: FilterNode): MatchPosition | undefined {
  if (filter.kind === "jsonPath") return { kind: "place", path: filter.path, tests: [filter.test] };
  if (filter.kind === "and") return joined("last", filter.children.map(placeOf));
  if (filter.kind !== "or") return undefined;
  // One condition, such as $in, in several tests of the same place.
  const [first, ...others] = filter.children.map(placeOf);
  if (first?.kind !== "place") return undefined;
  const tests = others.flatMap((part) => (part?.kind === "place" ? part.tests : []));
  return { ...first, tests: [...first.tests, ...tests] };
}
