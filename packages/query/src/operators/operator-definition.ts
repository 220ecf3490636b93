import type { ColumnKind } from "@dataflow/core";
import type { FilterNode } from "../ast/filter-node.ts";
import type { FilterLimits } from "../parser/filter-limits.ts";
import type { FilterTarget, TargetKind } from "../parser/filter-target.ts";
import type { AcceptValue } from "../recall/filter-shape.ts";
import type { QueryRelation } from "../table/query-relation.ts";
import type { QueryField, QueryTable } from "../table/query-table.ts";

/** One use of an operator: what it stands under, and where. */
export interface OperatorUse {
  readonly target: FilterTarget;
  /** The place of the operator: `filter.age.$gt`. */
  readonly path: string;
  /** The object that the operator stands in, for operators that come with another. */
  readonly siblings: Readonly<Record<string, unknown>>;
  readonly limits: FilterLimits;
  /** Parses operators that stand under this one, as `$not` has them. */
  readonly parseOperators: (operand: unknown) => FilterNode;
  /** Parses what is asked of the elements of a JSON array. */
  readonly parseElements: (operand: unknown) => ElementFilter;
}

/** A filter on the elements of a JSON array: on all of them, or on those that have members. */
export interface ElementFilter {
  readonly of: "values" | "members";
  readonly filter: FilterNode;
}

/**
 * What of an operand decides the shape of a filter, under a field with values: of a value, a list or a pair of values
 * only that it is one (and whether it is null), of a flag which it is, of operators theirs. A function says the same of
 * any value that it gives a form.
 */
export type RememberedOperand = "value" | "list" | "pair" | "flag" | "operators" | AcceptValue;

/** What an operator is: where it fits, and what it means. */
export interface OperatorDefinition {
  /** Kinds of fields that it fits. */
  readonly kinds: ReadonlySet<TargetKind>;
  /** How filters with it are remembered by their shape; absent where they are parsed anew each time. */
  readonly remembered?: RememberedOperand;
  readonly parse: (operand: unknown, use: OperatorUse) => FilterNode;
}

/** What is said of the rows at the end of a relation. */
export interface RelationDefinition {
  readonly quantify: (relation: QueryRelation, where: FilterNode) => FilterNode;
}

/** What joins filters: the meaning of a list of parsed filters. */
export interface LogicalDefinition {
  /** Whether it takes a list of filters, or one. */
  readonly takesList: boolean;
  readonly join: (nodes: readonly FilterNode[]) => FilterNode;
}

/** One use of an operator that takes an expression over fields. */
export interface ExpressionUse {
  /** The place of the operator: `filter.$expr`. */
  readonly path: string;
  readonly depth: number;
  readonly table: QueryTable;
  readonly limits: FilterLimits;
  /** The field of a name; for a dotted one, the JSON field that it starts with. @throws QUERY.UNKNOWN_FIELD when there is none that may be named here */
  readonly fieldOf: (name: string, path: string) => QueryField;
  /** Whether an operator may be used on a field, or on a place in a document, by its dotted name. */
  readonly permits: (operator: string, key: string) => boolean;
  /** Counts a part of the expression. @throws QUERY.TOO_COMPLEX when the filter gets too large or too deep */
  readonly count: (path: string, depth: number) => void;
}

/** What stands beside fields and takes an expression over them. */
export interface ExpressionDefinition {
  readonly parse: (operand: unknown, use: ExpressionUse) => FilterNode;
}

const WITHOUT_VALUES: readonly ColumnKind[] = ["json", "unknown"];
const ALL: readonly TargetKind[] = [
  "text",
  "integer",
  "bigint",
  "real",
  "decimal",
  "boolean",
  "timestamp",
  "date",
  "time",
  "uuid",
  "enum",
  "bytes",
  "jsonPath",
  "array",
  ...WITHOUT_VALUES,
];

/** Every kind. */
export const ANY_KIND: ReadonlySet<TargetKind> = new Set(ALL);

/** Kinds whose values can be told apart in the same way by every database. */
export const EQUALITY_KINDS: ReadonlySet<TargetKind> = new Set(
  ALL.filter((kind) => !WITHOUT_VALUES.some((other) => other === kind)),
);

/** Kinds whose values have an order. */
export const ORDER_KINDS: ReadonlySet<TargetKind> = new Set(
  [...EQUALITY_KINDS].filter((kind) => kind !== "boolean" && kind !== "bytes"),
);

/** Kinds that hold text. */
export const TEXT_KINDS: ReadonlySet<TargetKind> = new Set(["text", "enum", "jsonPath"]);

/** What has elements: array columns, and places in JSON documents. */
export const ARRAY_KINDS: ReadonlySet<TargetKind> = new Set(["array", "jsonPath"]);

/** What holds whole numbers: columns of them, and places in JSON documents. */
export const WHOLE_KINDS: ReadonlySet<TargetKind> = new Set(["integer", "bigint", "jsonPath"]);

/** Places in JSON documents. */
export const JSON_KINDS: ReadonlySet<TargetKind> = new Set(["jsonPath"]);
