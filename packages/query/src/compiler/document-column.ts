import type { DialectCodec } from "../dialects/column-codec.ts";
import type { Column, DocumentParts } from "../dialects/query-dialect.ts";
import { parseStoredJson, unreadableValue } from "../dialects/unreadable-value.ts";
import type { RawRow } from "../statement/compiled-statement.ts";
import { DOCUMENTS } from "../table/scalar-type.ts";
import { createRowReader, type OutputColumn } from "./row-reader.ts";
import type { StatementScope } from "./statement-form.ts";

/** What becomes a column of documents. */
interface DocumentSource<Codec extends DialectCodec> {
  readonly name: string;
  readonly sql: string;
  readonly parts: DocumentParts<Codec>;
  readonly isList: boolean;
}

/**
 * The columns that a row or a document is made of: all but those that a document among them holds already.
 *
 * @param columns the columns by name
 * @returns those that are given
 */
export function givenColumns<Codec extends DialectCodec>(columns: DocumentParts<Codec>): DocumentParts<Codec> {
  const documents = [...columns].flatMap(([name, { parts }]) => (parts === undefined ? [] : [`${name}.`]));
  if (documents.length === 0) return columns;
  const isCopy = (name: string) => documents.some((document) => name.startsWith(document));
  return new Map([...columns].filter(([name, { isPart }]) => isPart !== true || !isCopy(name)));
}

/**
 * Where a value is put: names with dots between them are places in objects.
 *
 * @param name the column's name
 * @param decode reads its value
 * @returns the output
 */
export function outputOf(name: string, decode: (raw: unknown) => unknown): OutputColumn {
  const keys = name.split(".");
  const last = keys.pop() ?? name;
  return keys.length === 0 ? { name, decode } : { name: last, parents: keys, decode };
}

/**
 * The SQL of a document made of columns.
 *
 * @param parts the columns
 * @param scope the dialect
 * @returns an expression
 */
export function documentText<Codec extends DialectCodec>(
  parts: DocumentParts<Codec>,
  { dialect }: Pick<StatementScope<Codec>, "dialect">,
): string {
  return dialect.documents.build([...parts.values()].map((column) => dialect.documents.item(column).sql));
}

/**
 * A column of documents, or of lists of them.
 *
 * @param source its name, its SQL and what the documents hold
 * @param scope the table and its dialect
 * @returns the column, which reads whole documents
 */
export function documentColumn<Codec extends DialectCodec>(
  { name, sql, parts, isList }: DocumentSource<Codec>,
  { dialect, view }: StatementScope<Codec>,
): Column<Codec> {
  const place = `${view.table.label}: ${name}`;
  const reader = createRowReader(
    Array.from(parts, ([part, column]) => outputOf(part, dialect.documents.item(column).decode)),
  );
  const readOne = (item: unknown) => (item === null ? null : reader(listOf(item, place)));
  const decode = isList ? (raw: unknown) => listOf(raw, place).map(readOne) : readOne;
  const field = { name, column: name, type: DOCUMENTS, nullable: !isList };
  return {
    field,
    token: "d,",
    sql,
    codec: { ...dialect.codec(DOCUMENTS, place), decode },
    parts,
    isDocumentList: isList,
  };
}

/** A document in a list is JSON among JSON on one database, and JSON text on another. */
function listOf(raw: unknown, place: string): RawRow {
  const value = typeof raw === "string" ? parseStoredJson(raw, place, "array") : raw;
  if (!Array.isArray(value)) throw unreadableValue(place, "array");
  return value;
}
