import { quoteText } from "../../dialects/sql-text.ts";
import { quotePath } from "./names.ts";

/** Stands for the name of a sequence in a statement. No statement that a server takes has it. */
export const SEQUENCE_NAME = "\u0001";

/**
 * A statement about the sequence behind an identity column: it is named by its column, for the server names it and only the server
 * knows how.
 *
 * @param statement the statement with {@link SEQUENCE_NAME} where the sequence's name belongs
 * @param column the path of the column
 * @returns one statement
 */
export function onIdentitySequence(statement: string, column: readonly string[]): string {
  const [table, name] = [quotePath(column.slice(0, -1)), column.at(-1) ?? ""];
  const sequence = `pg_catalog.pg_get_serial_sequence(${quoteText(table)}, ${quoteText(name)})`;
  const text = statement.split(SEQUENCE_NAME).map(quoteText).join(` || ${sequence} || `);
  return `DO ${quoteText(`BEGIN EXECUTE ${text}; END`)}`;
}

/**
 * Whether a target is such a sequence: its path is that of the column.
 *
 * @param target the kind and path of a target
 * @returns true for a sequence that is named by its schema, table and column
 */
export function isIdentitySequence(target: { readonly on: string; readonly path: readonly string[] }): boolean {
  return target.on.startsWith("sequence ") && target.path.length === 3;
}
