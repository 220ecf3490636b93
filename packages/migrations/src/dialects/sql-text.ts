import type { ForeignKey, ReferentialAction } from "@dataflow/core";
import type { TableName } from "../diff/table-name.ts";

/** The clauses of referential actions: a closed table, so that no other text gets into a statement. */
const ACTIONS = {
  "no action": "NO ACTION",
  restrict: "RESTRICT",
  cascade: "CASCADE",
  "set null": "SET NULL",
  "set default": "SET DEFAULT",
} as const satisfies Record<ReferentialAction, string>;

/** The referential actions there are. */
export const REFERENTIAL_ACTIONS: readonly string[] = Object.keys(ACTIONS);

/**
 * A name as an identifier, in the standard's quotes, which both databases take.
 *
 * @param name any name without NUL
 * @returns the quoted name
 */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * Names as a list in parentheses.
 *
 * @param names the names
 * @returns `("a", "b")`
 */
export function quoteList(names: readonly string[]): string {
  return `(${names.map(quoteIdentifier).join(", ")})`;
}

/**
 * A table's name, qualified when it has a database schema.
 *
 * @param table the table
 * @returns `"orders"` or `"billing"."orders"`
 */
export function quoteTable(table: TableName): string {
  const name = quoteIdentifier(table.name);
  return table.schema === undefined ? name : `${quoteIdentifier(table.schema)}.${name}`;
}

/**
 * A text as a string literal. Backslashes stand for themselves, as the standard says; both databases agree while
 * `standard_conforming_strings` is on, which every connection sets.
 *
 * @param text any text without NUL
 * @returns the literal
 */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * A foreign key as a table constraint.
 *
 * @param foreignKey the foreign key
 * @param target the quoted name of the table it refers to
 * @returns `CONSTRAINT … FOREIGN KEY … REFERENCES …`
 */
export function foreignKeyClause(foreignKey: ForeignKey, target: string): string {
  const { name, columns, references, onDelete, onUpdate } = foreignKey;
  const reference = `FOREIGN KEY ${quoteList(columns)} REFERENCES ${target} ${quoteList(references.columns)}`;
  return `CONSTRAINT ${quoteIdentifier(name)} ${reference} ON DELETE ${ACTIONS[onDelete]} ON UPDATE ${ACTIONS[onUpdate]}`;
}

/**
 * The name of the constraint that keeps a column to its enum's values; introspection knows it by this name.
 *
 * @param table the table's name
 * @param column the column's name
 * @returns `<table>_<column>_check`, before it is shortened to fit
 */
export function enumCheckName(table: string, column: string): string {
  return `${table}_${column}_check`;
}
