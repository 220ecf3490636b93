import type { DialectName, Table, TextIndex } from "@dataflow/core";
import type { TextIndexStatement } from "../search/text-index-statement.ts";
import { postgresTextIndex } from "./postgres/text-index.ts";
import { sqliteTextIndex } from "./sqlite/text-index.ts";

const TEXT_INDEXES = { postgres: postgresTextIndex, sqlite: sqliteTextIndex } satisfies Record<
  DialectName,
  (table: Table, index: TextIndex) => readonly TextIndexStatement[]
>;

/**
 * The statements that make the text index of a table, with all rows that the table has already. `$text` needs it.
 * `@dataflow/migrations` runs them when it creates the table.
 *
 * @param table the table as Schema IR
 * @param dialect the database's dialect
 * @returns the statements, in order; none for a table without a text index
 * @throws QUERY.INVALID_TABLE when its rows cannot be numbered
 * @example
 * ```ts
 * import { textIndexStatements } from "@dataflow/query";
 *
 * const statements = textIndexStatements(
 *   {
 *     name: "articles",
 *     columns: [{ name: "title", type: { kind: "text" }, nullable: false }],
 *     uniques: [], foreignKeys: [], indexes: [],
 *     textIndex: { name: "articles_text", columns: ["title"] },
 *   },
 *   "sqlite",
 * );
 * ```
 */
export function textIndexStatements(table: Table, dialect: DialectName): readonly TextIndexStatement[] {
  return table.textIndex === undefined ? [] : TEXT_INDEXES[dialect](table, table.textIndex);
}
