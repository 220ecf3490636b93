import type { SearchNode } from "../../ast/search-node.ts";
import { queryErrors } from "../../errors/query-errors.ts";
import { quoteIdentifier } from "../predicate-text.ts";
import type { SearchForm } from "../query-dialect.ts";
import type { SqliteCodec } from "./codecs/codec.ts";

/** What a row's number is called, unless a column took the name. */
const ROW_NUMBERS = ["rowid", "_rowid_", "oid"];

/**
 * The name of the number of a table's rows.
 *
 * @param table what the table is called
 * @param columns the names of its columns
 * @returns a name that no column has
 * @throws QUERY.INVALID_TABLE when columns have all of them
 */
export function rowNumber(table: string, columns: Iterable<string>): string {
  const taken = new Set(Array.from(columns, (column) => column.toLowerCase()));
  const name = ROW_NUMBERS.find((candidate) => !taken.has(candidate));
  if (name !== undefined) return name;
  throw queryErrors.create("INVALID_TABLE", {
    message: `The text of ${table} cannot be searched`,
    why: `its columns have all the names of a row's number: ${ROW_NUMBERS.join(", ")}`,
    fix: "rename one of them",
    meta: { table },
  });
}

/** A search through a table of words, made with FTS5. Words hold no quotes, so they can be put between some. */
export const sqliteSearch: SearchForm<SqliteCodec> = {
  shape: () => "",
  bind: (node, parameters) => {
    parameters.push(matchText(node));
  },
  print: (_node, { table, index, qualifier }, place, isNegated) => {
    const columns = Array.from(table.fields.values(), (field) => field.column);
    const number = `${qualifier}${quoteIdentifier(rowNumber(table.label, columns))}`;
    const words = quoteIdentifier(index);
    return `${number} ${isNegated ? "NOT " : ""}IN (SELECT rowid FROM ${words} WHERE ${words} MATCH ${place()})`;
  },
};

function matchText({ words, phrases, without }: SearchNode): string {
  const quoted = (phrase: readonly string[]) => `"${phrase.join(" ")}"`;
  const wanted =
    phrases.length > 0 ? phrases.map(quoted).join(" AND ") : words.map((word) => quoted([word])).join(" OR ");
  return without.length === 0 ? wanted : `(${wanted}) NOT (${without.map(quoted).join(" OR ")})`;
}
