import type { Table, TextIndex } from "@dataflow/core";
import type { TextIndexStatement } from "../../search/text-index-statement.ts";
import { signCharacters } from "../../search/word-characters.ts";
import { quoteIdentifier } from "../predicate-text.ts";
import { rowNumber } from "./search-form.ts";

/**
 * The text index of a table: a table of words, made with FTS5, that triggers keep as the rows are. It holds no text of
 * its own, and its columns have numbers for names, because some names are reserved there.
 *
 * @param table the table
 * @param index its text index
 * @returns the statements, in order
 */
export function sqliteTextIndex(table: Table, index: TextIndex): readonly TextIndexStatement[] {
  const [owner, words] = [quoteIdentifier(table.name), quoteIdentifier(index.name)];
  const names = index.columns.map(quoteIdentifier);
  const numbered = names.map((_, position) => `c${position + 1}`).join(", ");
  const number = quoteIdentifier(
    rowNumber(
      table.name,
      table.columns.map((column) => column.name),
    ),
  );
  const insert = `INSERT INTO ${words} (rowid, ${numbered})`;
  const inserted = `${insert} VALUES (new.${number}, ${names.map((name) => `new.${name}`).join(", ")})`;
  const deleted = `DELETE FROM ${words} WHERE rowid = old.${number}`;
  const hasChanged = [...names, number].map((name) => `old.${name} IS NOT new.${name}`).join(" OR ");
  const trigger = (event: string, rest: string) => ({
    name: event,
    sql: `CREATE TRIGGER ${quoteIdentifier(`${index.name}_${event}`)} AFTER ${event.toUpperCase()} ON ${owner} ${rest}`,
  });
  return [
    {
      name: "table",
      sql: `CREATE VIRTUAL TABLE ${words} USING fts5(${numbered}, content='', contentless_delete=1, tokenize="${tokenizer()}")`,
    },
    trigger("insert", `BEGIN ${inserted}; END`),
    trigger("update", `WHEN ${hasChanged} BEGIN ${deleted}; ${inserted}; END`),
    trigger("delete", `BEGIN ${deleted}; END`),
    { name: "rows", sql: `${insert} SELECT ${[number, ...names].join(", ")} FROM ${owner}` },
  ];
}

/** Marks belong to the letters before them, accents are dropped, and emoji are no letters. */
function tokenizer(): string {
  return `unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc' separators '${signCharacters()}'`;
}
