import type { SearchNode } from "../ast/search-node.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import { noTextIndex } from "../parser/filter-error.ts";
import { type Printing, printedColumn } from "./print-filter.ts";

/**
 * Prints a search through the texts of a table.
 *
 * @param node the search
 * @param printing the statement
 * @param isNegated whether the opposite is meant
 * @returns a condition; never null
 * @throws QUERY.UNSUPPORTED_FEATURE when the table has no text index
 */
export function printSearch<Codec extends DialectCodec>(
  node: SearchNode,
  printing: Printing<Codec>,
  isNegated: boolean,
): string {
  const { table } = printing.view;
  if (table.textSearch === undefined) throw noTextIndex(table, "statement");
  const { index, fields } = table.textSearch;
  const columns = fields.map((field) => printedColumn(printing, field));
  const source = { table, index, columns, qualifier: printing.qualifier };
  return printing.dialect.search.print(node, source, printing.place, isNegated);
}
