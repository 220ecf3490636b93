import { describeKind, isPlainObject } from "@dataflow/core";
import { allOf } from "../ast/and-node.ts";
import { everything } from "../ast/everything-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import { not } from "../ast/not-node.ts";
import { hasRelated } from "../ast/related-node.ts";
import { RELATION_OPERATORS } from "../operators/operators.ts";
import type { QueryRelation } from "../table/query-relation.ts";
import { invalidFilter, shown, undefinedValue, unknownOperator } from "./filter-error.ts";

/** One use of a relation in a filter. */
export interface RelationUse {
  readonly relation: QueryRelation;
  /** The place of the relation: `filter.orders`. */
  readonly path: string;
  /** Parses a filter over the rows at the relation's end. */
  readonly parseWhere: (filter: unknown, path: string) => FilterNode;
}

/**
 * Parses what is asked of a relation: `{ $some: … }` and the like; along a reference also a filter as it is, or null.
 *
 * @param value what stands under the relation's name
 * @param use the relation
 * @returns the node
 * @throws QUERY.INVALID_FILTER, QUERY.UNKNOWN_OPERATOR, QUERY.UNDEFINED_VALUE
 */
export function parseRelation(value: unknown, use: RelationUse): FilterNode {
  const { relation, path, parseWhere } = use;
  if (value === undefined) throw undefinedValue(path);
  if (value === null && relation.kind === "one") return not(hasRelated(relation, everything()));
  if (!isPlainObject(value)) {
    throw invalidFilter(path, `is ${describeKind(value)} where a filter over related rows belongs`, fixFor(relation));
  }
  const keys = Object.keys(value);
  const operators = keys.filter((key) => RELATION_OPERATORS.has(key));
  if (operators.length === 0 && relation.kind === "one") return hasRelated(relation, parseWhere(value, path));
  if (keys.length === 0) throw invalidFilter(path, "is an empty object", fixFor(relation));
  if (operators.length < keys.length) throw strayKey(keys, use);
  return allOf(keys.map((key) => quantified(key, value[key], use)));
}

/**
 * Refuses what a caller may not say of relations, as if it did not exist.
 *
 * @param value what stands under the relation's name
 * @param allowed the operators that the caller may use
 * @param path the place of the relation
 * @throws QUERY.UNKNOWN_OPERATOR
 */
export function checkRelationOperators(value: unknown, allowed: ReadonlySet<string>, path: string): void {
  if (!isPlainObject(value)) return;
  const hidden = Object.keys(value).find((key) => RELATION_OPERATORS.has(key) && !allowed.has(key));
  if (hidden === undefined) return;
  const valid = [...RELATION_OPERATORS.keys()].filter((name) => allowed.has(name));
  throw unknownOperator(hidden, `${path}.${hidden}`, valid);
}

function quantified(key: string, filter: unknown, { relation, path, parseWhere }: RelationUse): FilterNode {
  const definition = RELATION_OPERATORS.get(key);
  if (definition === undefined) throw unknownOperator(key, `${path}.${shown(key)}`, [...RELATION_OPERATORS.keys()]);
  return definition.quantify(relation, parseWhere(filter, `${path}.${key}`));
}

function strayKey(keys: readonly string[], { relation, path }: RelationUse) {
  const stray = keys.find((key) => !RELATION_OPERATORS.has(key)) ?? "";
  if (stray.startsWith("$")) return unknownOperator(stray, `${path}.${shown(stray)}`, [...RELATION_OPERATORS.keys()]);
  return invalidFilter(path, "mixes fields with what is said of all related rows", fixFor(relation));
}

function fixFor({ kind, name }: QueryRelation): string {
  return kind === "one"
    ? `write { ${name}: { field: value } }, or null`
    : `write { ${name}: { $some: { field: value } } }`;
}
