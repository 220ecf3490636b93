import type { Table, TextIndex } from "@dataflow/core";
import { foldedScripts } from "../../search/folded-letters.ts";
import type { TextIndexStatement } from "../../search/text-index-statement.ts";
import { accentRanges, wordRanges } from "../../search/word-characters.ts";
import { MAX_WORD_LENGTH } from "../../search/words-of.ts";
import { quoteIdentifier } from "../predicate-text.ts";
import { WORDS_FUNCTION, wordList } from "./search-form.ts";

/**
 * The text index of a table: an index of the kind GIN over the words of its columns, and the function that finds them.
 *
 * @param table the table
 * @param index its text index
 * @returns the statements, in order
 */
export function postgresTextIndex(table: Table, index: TextIndex): readonly TextIndexStatement[] {
  const schema = table.schema === undefined ? "" : `${quoteIdentifier(table.schema)}.`;
  const words = wordList(index.columns.map(quoteIdentifier), table.schema);
  return [
    { name: "function", sql: wordsFunction(`${schema}${WORDS_FUNCTION}`), skipIf: functionQuery(table.schema) },
    {
      name: "index",
      sql: `CREATE INDEX ${quoteIdentifier(index.name)} ON ${schema}${quoteIdentifier(table.name)} USING gin ((${words}))`,
    },
  ];
}

function functionQuery(schema: string | undefined): string {
  const name = schema === undefined ? "current_schema()" : `'${schema.replaceAll("'", "''")}'`;
  return `SELECT 1 FROM pg_catalog.pg_proc WHERE proname = '${WORDS_FUNCTION}' AND pronamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = ${name})`;
}

/**
 * The definition of words, said without any collation of the server, so that it is the same on every one. Texts of ASCII
 * alone take a short way. Words that are too long for an index become a sign that nobody can look for, and so does an
 * accent that stands alone: neither may bring its neighbours together.
 */
function wordsFunction(name: string): string {
  const accents = classOf(accentRanges());
  return `CREATE FUNCTION ${name}(content text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $words$
BEGIN
  IF content IS NULL THEN
    RETURN ' ';
  END IF;
  IF octet_length(content) = char_length(content) THEN
    content := lower(regexp_replace(content, '[^0-9A-Za-z]+' COLLATE "C", ' ', 'g') COLLATE "C");
  ELSE
    content := ' ' || regexp_replace(content, '[^${classOf(wordRanges())}${accents}]+' COLLATE "C", ' ', 'g') || ' ';
    content := regexp_replace(content, ' [${accents}]+(?= )' COLLATE "C", ' |', 'g');
    content := lower(regexp_replace(content, '[${accents}]+' COLLATE "C", '', 'g') COLLATE "C");
${foldedScripts()
  .map(({ from, to }) => foldingStep(from, to))
  .join("\n")}
  END IF;
  IF char_length(content) > ${MAX_WORD_LENGTH} THEN
    content := regexp_replace(content, '[^ ]{${MAX_WORD_LENGTH + 1},}' COLLATE "C", '|', 'g');
  END IF;
  content := btrim(content);
  RETURN CASE content WHEN '' THEN ' ' ELSE ' ' || content || ' ' END;
END
$words$`;
}

/** A text without a letter of the script is not looked through letter by letter. */
function foldingStep(from: string, to: string): string {
  return `    IF content ~ ('[${from}]' COLLATE "C") THEN
      content := translate(content, '${from}', '${to}');
    END IF;`;
}

function classOf(ranges: readonly (readonly [number, number])[]): string {
  return ranges.map(([first, last]) => `${escapeOf(first)}-${escapeOf(last)}`).join("");
}

function escapeOf(code: number): string {
  return `\\U${code.toString(16).padStart(8, "0")}`;
}
