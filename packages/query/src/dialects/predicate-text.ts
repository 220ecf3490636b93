import type { ComparisonOperator } from "../ast/comparison-node.ts";
import type { DialectCodec } from "./column-codec.ts";
import type { Column } from "./query-dialect.ts";

/** The SQL of each comparison. */
export const COMPARISON_SQL: { readonly [Operator in ComparisonOperator]: string } = {
  eq: "=",
  gt: ">",
  gte: ">=",
  lt: "<",
  lte: "<=",
};

/** The SQL of each comparison's negation. */
export const NEGATED_COMPARISON_SQL: { readonly [Operator in ComparisonOperator]: string } = {
  eq: "<>",
  gt: "<=",
  gte: "<",
  lt: ">=",
  lte: ">",
};

/**
 * Makes a negated condition hold for nulls too: SQL answers NULL where logic with two values answers "no, it does not match".
 *
 * @param text the negated condition
 * @param column what it is about
 * @returns the condition with an arm for null, where the column may be null
 */
export function orNull<Codec extends DialectCodec>(text: string, column: Column<Codec>): string {
  return column.field.nullable ? `(${text} OR ${column.sql} IS NULL)` : text;
}

/**
 * Joins conditions so that no database's limit on nesting is reached: long lists become balanced trees.
 *
 * @param parts conditions that can stand beside either joint
 * @param joint `AND` or `OR`
 * @returns the joined condition, without brackets of its own
 */
export function joinBalanced(parts: readonly string[], joint: "AND" | "OR"): string {
  if (parts.length <= 32) return parts.join(` ${joint} `);
  const middle = parts.length >> 1;
  return `(${joinBalanced(parts.slice(0, middle), joint)}) ${joint} (${joinBalanced(parts.slice(middle), joint)})`;
}

/**
 * Quotes a name as both databases do.
 *
 * @param name the name
 * @returns the quoted name
 */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
