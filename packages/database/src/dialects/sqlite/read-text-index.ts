import type { TextIndex } from "@dataflow/core";
import { type CatalogRow, textOf } from "../../introspection/catalog-row.ts";
import { isKeyword, isSymbol, tokenizeSql } from "./tokenize-sql.ts";

/**
 * Reads the text index of a table from the trigger that fills it: `VALUES (new."rowid", new."title", …)`.
 *
 * @param rows the triggers that fill tables of words with its rows
 * @returns the first text index, if there is one
 */
export function readTextIndex(rows: readonly CatalogRow[]): TextIndex | undefined {
  for (const row of rows) {
    const tokens = tokenizeSql(textOf(row, "sql"));
    const values = tokens.slice(tokens.findLastIndex((token) => isKeyword(token, "VALUES")));
    const [, ...columns] = values.flatMap((token, at) => {
      const isColumn = isKeyword(values[at - 2], "NEW") && isSymbol(values[at - 1], ".");
      return isColumn ? [token.value] : [];
    });
    if (columns.length > 0) return { name: textOf(row, "name"), columns };
  }
  return undefined;
}
