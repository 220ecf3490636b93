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
  return joinRange(parts, ` ${joint} `, 0, parts.length);
}

function joinRange(parts: readonly string[], joint: string, from: number, to: number): string {
  if (to - from <= 32) {
    let text = parts[from] ?? "";
    for (let index = from + 1; index < to; index++) text += joint + parts[index];
    return text;
  }
  const middle = from + ((to - from) >> 1);
  return `(${joinRange(parts, joint, from, middle)})${joint}(${joinRange(parts, joint, middle, to)})`;
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
