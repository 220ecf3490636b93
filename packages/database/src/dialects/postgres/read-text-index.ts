import { lateExpression, type TextIndex } from "@dataflow/core";
import { type CatalogRow, textOf } from "../../introspection/catalog-row.ts";

/** An index over the words of columns, as the server prints its expression. */
const WORD_LIST = /^string_to_array\(btrim\((?<columns>.+)\), ' '::text\)$/s;
const column = lateExpression(String.raw`dataflow_words\(\(*(?<name>"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)`, "gu");

/**
 * Reads the text index of a table.
 *
 * @param rows its indexes of the kind GIN that are over one expression
 * @returns the first that is a text index, if there is one
 */
export function readTextIndex(rows: readonly CatalogRow[]): TextIndex | undefined {
  for (const row of rows) {
    const list = WORD_LIST.exec(textOf(row, "expression"))?.groups?.columns;
    if (list === undefined) continue;
    const columns = Array.from(list.matchAll(column()), ({ groups }) => unquoted(groups?.name ?? ""));
    return { name: textOf(row, "name"), columns };
  }
  return undefined;
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
