import type { ColumnKind } from "@dataflow/core";
import { type ComparisonOperator, compare } from "../ast/comparison-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import type { JsonTest } from "../ast/json-path-node.ts";
import { isOneOf } from "../ast/membership-node.ts";
import { not } from "../ast/not-node.ts";
import { isNull } from "../ast/null-node.ts";
import type { ElementFilter } from "../operators/operator-definition.ts";
import type { AcceptValue } from "../recall/filter-shape.ts";
import type { QueryField, QueryTable } from "../table/query-table.ts";
import { fixFor } from "../values/validate-value.ts";
import { checkValue, valueAcceptor } from "../values/value-rules.ts";
import { arrayTarget } from "./array-target.ts";
import { invalidValue, undefinedValue } from "./filter-error.ts";
import { documentTarget } from "./json-target.ts";

const TEXT = Object.freeze({ kind: "text" } as const);

/** What an operator may stand under: a field of a kind, or a place in a JSON document. */
export type TargetKind = ColumnKind | "jsonPath";

/** A place in a filter, which knows its path. */
export interface FilterPath {
  /** `filter.age.$gt`; put together when a message asks for it. */
  readonly path: string;
}

/** What a condition is about, and how it is said of that. Values are checked here, for every operator alike. */
export interface FilterTarget {
  readonly kind: TargetKind;
  /** The field's name. */
  readonly field: string;
  /**
   * The one form of a value, or undefined for what is none; absent where more of a value than that it is one decides what
   * a condition becomes.
   */
  readonly accept?: AcceptValue;
  readonly compare: (operator: ComparisonOperator, value: unknown, place: FilterPath) => FilterNode;
  /** Values without null. */
  readonly isOneOf: (values: readonly unknown[], place: FilterPath) => FilterNode;
  readonly isNull: () => FilterNode;
  readonly exists: () => FilterNode;
  /** What can be asked of JSON beyond that; absent under a column of another kind. */
  readonly json?: JsonQuestions;
  /** What can be asked of an array column beyond that; absent under others. */
  readonly array?: ArrayQuestions;
}

/** An array column as the target of conditions. */
export interface ArrayQuestions {
  /** Values, one at least. */
  readonly all: (values: readonly unknown[], path: string) => FilterNode;
  readonly overlap: (values: readonly unknown[], path: string) => FilterNode;
  readonly size: (length: number) => FilterNode;
  /** What its elements can be asked. */
  readonly element: FilterTarget;
  /** That one element at least matches. */
  readonly some: (asked: ElementFilter) => FilterNode;
}

/** A value in a JSON document as the target of conditions. */
export interface JsonQuestions {
  /** Whether it is the whole document in a column. */
  readonly isDocument: boolean;
  readonly test: (test: JsonTest) => FilterNode;
  /** The target of conditions on a place below an element of the array that this is; the element itself without keys. */
  readonly element: (keys: readonly string[]) => FilterTarget;
}

/** Fields live as long as their table, and every filter names the same ones. */
const fieldTargets = new WeakMap<QueryField, FilterTarget>();

/**
 * A field as the target of conditions.
 *
 * @param field the field
 * @returns the target
 */
export function fieldTarget(field: QueryField): FilterTarget {
  let target = fieldTargets.get(field);
  if (target === undefined) {
    target = createFieldTarget(field);
    fieldTargets.set(field, target);
  }
  return target;
}

/** Names are looked up for every condition: found in a Map they are found sooner than fields are in a WeakMap. */
const targetsOfTables = new WeakMap<QueryTable, Map<string, FilterTarget>>();

/** Finds the target of a name. */
export type FindTarget = (name: string) => FilterTarget | undefined;

/**
 * The fields of a table as the targets of conditions.
 *
 * @param table the table
 * @returns finds the target of a field; undefined for what is no field
 */
export function targetsOf(table: QueryTable): FindTarget {
  let targets = targetsOfTables.get(table);
  if (targets === undefined) {
    targets = new Map();
    targetsOfTables.set(table, targets);
  }
  const known = targets;
  return (name) => known.get(name) ?? addTarget(name, table, known);
}

function addTarget(name: string, table: QueryTable, known: Map<string, FilterTarget>): FilterTarget | undefined {
  const field = table.fields.get(name);
  if (field === undefined) return undefined;
  const target = fieldTarget(field);
  known.set(name, target);
  return target;
}

function createFieldTarget(field: QueryField): FilterTarget {
  if (field.type.kind === "json") return documentTarget(field);
  if (field.type.kind === "array") return arrayTarget(field, field.type);
  // A text too long for its field cannot be stored, but it can well be looked for.
  const type = field.type.kind === "text" ? TEXT : field.type;
  const accept = valueAcceptor(type);
  const checked = (value: unknown, place: FilterPath) => {
    const accepted = accept(value);
    if (accepted !== undefined) return accepted;
    if (value === undefined) throw undefinedValue(place.path);
    throw invalidValue(place.path, checkValue(type, value) ?? "does not fit", fixFor(field));
  };
  // By index, so that a hole is seen as the undefined it reads as. Lists are long: places are written only for messages.
  const list = (values: readonly unknown[], place: FilterPath) => {
    const accepted: unknown[] = [];
    for (let index = 0; index < values.length; index++) {
      accepted.push(accept(values[index]) ?? checked(values[index], { path: `${place.path}.${index}` }));
    }
    return Object.freeze(accepted);
  };
  return {
    kind: field.type.kind,
    field: field.name,
    accept,
    compare: (operator, value, place) => compare(field.name, operator, checked(value, place)),
    isOneOf: (values, place) => isOneOf(field.name, list(values, place)),
    isNull: () => isNull(field.name),
    // A column cannot be missing, so it exists where it is not null.
    exists: () => not(isNull(field.name)),
  };
}

/**
 * A field, or the JSON field in which a dotted name is a place.
 *
 * @param name a name, perhaps with dots
 * @param table the table
 * @returns the field; undefined when there is none
 */
export function fieldOrRoot(name: string, { fields }: QueryTable): QueryField | undefined {
  const dot = name.indexOf(".");
  const root = dot < 0 ? undefined : fields.get(name.slice(0, dot));
  return root?.type.kind === "json" ? root : fields.get(name);
}
