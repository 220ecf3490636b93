import type { FilterNode } from "./filter-node.ts";
import { isNull } from "./null-node.ts";

/** How a value is compared. Inequality is the negation of `eq`. */
export type ComparisonOperator = "eq" | "gt" | "gte" | "lt" | "lte";

/** Compares a field with a value of its kind, never null. A null in the row matches nothing. */
export interface ComparisonNode {
  readonly kind: "comparison";
  readonly field: string;
  readonly operator: ComparisonOperator;
  readonly value: unknown;
}

/**
 * Rows whose field compares with a value in the given way.
 *
 * @param field the field's name
 * @param operator the comparison
 * @param value a value of the field's kind, not null
 * @returns the node
 * @example
 * ```ts
 * import { compare } from "@dataflow/query";
 *
 * const adults = compare("age", "gte", 18);
 * ```
 */
export function compare(field: string, operator: ComparisonOperator, value: unknown): ComparisonNode {
  return Object.freeze({ kind: "comparison", field, operator, value });
}

/**
 * Rows whose field is a value; for null, rows where it is null.
 *
 * @param field the field's name
 * @param value a value of the field's kind, or null
 * @returns the node
 * @example
 * ```ts
 * import { equals } from "@dataflow/query";
 *
 * const ann = equals("name", "Ann");
 * ```
 */
export function equals(field: string, value: unknown): FilterNode {
  return value === null ? isNull(field) : compare(field, "eq", value);
}
