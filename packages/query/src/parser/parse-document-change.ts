import type { ScalarColumnType } from "@dataflow/core";
import type { DocumentChange, MatchPosition } from "../ast/document-change.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import { invalidUpdate } from "../operators/update/update-operand.ts";
import { UPDATE_OPERATORS } from "../operators/update/update-operators.ts";
import type { QueryField } from "../table/query-table.ts";
import { checkValue, normaliseValue } from "../values/value-rules.ts";
import { invalidValue, unknownOperator } from "./filter-error.ts";
import { unfittingOperator } from "./parse-column-change.ts";
import { checkUpdatePath, filterName, MATCHED_ELEMENT } from "./parse-update-path.ts";

/** One thing that an update says: an operator, the path that it is about, and its operand. */
export interface UpdateEntry {
  readonly operator: string;
  /** The dotted path, starting with the field's name. */
  readonly target: string;
  readonly operand: unknown;
  /** Where it stands in the update. */
  readonly path: string;
}

/** What positional parts of paths into one field stand for. */
export interface FieldPositions {
  readonly filters: ReadonlyMap<string, FilterNode>;
  readonly match: MatchPosition | undefined;
}

/**
 * Reads a change of a place in a JSON field.
 *
 * @param entry what the update says
 * @param parts the path behind the field's name
 * @param positions what positional parts of the path stand for
 * @returns the change
 * @throws QUERY.UNKNOWN_OPERATOR, QUERY.INVALID_UPDATE, QUERY.INVALID_VALUE, QUERY.UNDEFINED_VALUE
 */
export function parseDocumentChange(
  entry: UpdateEntry,
  parts: readonly string[],
  positions?: FieldPositions,
): DocumentChange {
  const operator = UPDATE_OPERATORS.get(entry.operator);
  if (operator === undefined) throw unknownOperator(entry.operator, entry.path, [...UPDATE_OPERATORS.keys()]);
  const { filters = NO_FILTERS, match } = positions ?? {};
  const path = Object.freeze([...checkUpdatePath(parts, entry.path, { filters, hasMatch: match !== undefined })]);
  if (entry.operator === "$rename") checkRename(entry, path);
  const { values, form } = operator.parse(entry.operand, entry.path);
  const change: DocumentChange = { operator: entry.operator, path, values: Object.freeze([...values]), form };
  return Object.freeze({ ...change, ...positionsIn(path, filters, match) });
}

const NO_FILTERS: ReadonlyMap<string, FilterNode> = new Map();

function positionsIn(
  path: readonly string[],
  filters: ReadonlyMap<string, FilterNode>,
  match: MatchPosition | undefined,
): Pick<DocumentChange, "elements" | "position"> {
  const elements = path.flatMap((part) => filters.get(filterName(part) ?? "") ?? []);
  return {
    ...(elements.length === 0 ? {} : { elements: Object.freeze(elements) }),
    ...(match !== undefined && path.includes(MATCHED_ELEMENT) ? { position: match } : {}),
  };
}

function checkRename({ operand, target, path }: UpdateEntry, from: readonly string[]): void {
  const [field] = target.split(".");
  const [newField, ...to] = typeof operand === "string" ? operand.split(".") : [];
  if (newField !== field || from.length === 0 || to.length === 0 || from.some((part) => part.startsWith("$"))) {
    throw invalidUpdate(
      path,
      "does not move a place within one JSON field",
      'name two places of the same field: { "profile.town": "profile.city" }',
    );
  }
}

/** Elements that are the same as JSON on every database. */
const PLAIN_ELEMENTS: ReadonlySet<string> = new Set(["text", "enum", "integer", "real", "boolean", "date"]);
const LIST_OPERATORS = ["$push", "$addToSet", "$pull", "$pullAll", "$pop"];

/**
 * Reads a change of the elements of an array field.
 *
 * @param entry what the update says
 * @param field the field
 * @param element the type of its elements
 * @returns the change
 * @throws QUERY.UNSUPPORTED_OPERATOR, QUERY.INVALID_UPDATE, QUERY.INVALID_VALUE, QUERY.UNDEFINED_VALUE
 */
export function parseElementChange(entry: UpdateEntry, field: QueryField, element: ScalarColumnType): DocumentChange {
  const fits = LIST_OPERATORS.includes(entry.operator) && PLAIN_ELEMENTS.has(element.kind);
  if (!fits)
    throw unfittingOperator(
      entry.operator,
      entry.path,
      field.type.kind,
      PLAIN_ELEMENTS.has(element.kind) ? LIST_OPERATORS : [],
    );
  const change = parseDocumentChange(entry, []);
  if (entry.operator === "$pop") return change;
  if (entry.operator === "$pull") return change;
  const [list, ...others] = change.values;
  const elements: readonly unknown[] = Array.isArray(list) ? list : [];
  for (const [index, value] of elements.entries()) {
    const problem = value === null ? "must not be null" : checkValue(element, value);
    if (problem !== undefined)
      throw invalidValue(`${entry.path}.${index}`, problem, "pass values of the element's kind");
  }
  return { ...change, values: [elements.map((value) => normaliseValue(element, value)), ...others] };
}
