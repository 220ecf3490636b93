import type { JsonValueType } from "../../pipeline/json-values.ts";
import type { Column, DocumentForm, DocumentItem, UnwindText } from "../query-dialect.ts";
import type { SqliteCodec } from "./codecs/codec.ts";
import { MAX_SCALED_DIGITS } from "./codecs/decimal-storage.ts";

/** JSON holds no bytes, and long whole numbers only as texts; JSON text is kept from becoming a part of the JSON around it. */
function itemOf({ sql, field, codec, parts }: Column<SqliteCodec>): DocumentItem {
  if (parts !== undefined) return { sql: `CAST(${sql} AS TEXT)`, decode: codec.decode };
  switch (field.type.kind) {
    case "bytes":
      return { sql: `CASE WHEN ${sql} IS NOT NULL THEN hex(${sql}) END`, decode: (raw) => bytesFromHex(String(raw)) };
    case "json":
    case "array":
      return { sql: `CAST(${sql} AS TEXT)`, decode: codec.decode };
    default:
      return { sql: codec.read(sql), decode: codec.decode };
  }
}

function bytesFromHex(text: string): Uint8Array {
  const buffer = Buffer.from(text, "hex");
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

function partText(document: string, index: number, { field }: Column<SqliteCodec>): string {
  const text = `${document} ->> ${index}`;
  const { type } = field;
  if (type.kind === "bytes") return `unhex(${text})`;
  const isWhole = type.kind === "bigint" || (type.kind === "decimal" && type.precision <= MAX_SCALED_DIGITS);
  return isWhole ? `CAST(${text} AS INTEGER)` : `(${text})`;
}

function unwindList(list: string, keepsEmpty: boolean): UnwindText {
  return {
    join: ` ${keepsEmpty ? "LEFT JOIN" : "JOIN"} json_each(${list}) AS "u"${keepsEmpty ? " ON TRUE" : ""}`,
    element: '"u"."value"',
    index: '"u"."key"',
  };
}

const JSON_TYPES: { readonly [Type in JsonValueType]: string } = {
  string: "'text'",
  number: "'integer', 'real'",
  boolean: "'true', 'false'",
};

/** Keys were parsed: none has a quote in it. */
function pathText(keys: readonly string[]): string {
  return `$${keys.map((key) => `."${key}"`).join("")}`;
}

/** How SQLite puts rows into documents. */
export const sqliteDocuments: DocumentForm<SqliteCodec> = {
  item: itemOf,
  build: (items) => `json_array(${items.join(", ")})`,
  collect: (document, order) => `json_group_array(json(${document})${order === "" ? "" : ` ORDER BY ${order}`})`,
  unwind: unwindList,
  unwindValue: ({ sql }, keepsEmpty) => {
    const type = `coalesce(json_type(${sql}), 'null')`;
    const list = `CASE ${type} WHEN 'array' THEN ${sql} WHEN 'null' THEN '[]' ELSE json_array(json(${sql})) END`;
    const { join, index } = unwindList(list, keepsEmpty);
    // The elements' own column has texts without their quotes.
    const element = `CASE ${type} WHEN 'array' THEN ${sql} -> ${index} ELSE ${sql} END`;
    return { join, element, index: `CASE ${type} WHEN 'array' THEN ${index} END` };
  },
  value: (json, keys) => ({ kind: "place", parameter: pathText(keys), print: (place) => `(${json} -> ${place()})` }),
  replace: (json, keys, { list, element }) => ({
    kind: "place",
    parameter: pathText(keys),
    print: (place) =>
      `CASE WHEN coalesce(json_type(${list}), 'null') = 'null' THEN ${json} ELSE json_set(${json}, ${place()}, json(coalesce(${element}, 'null'))) END`,
  }),
  convert: (json, type) => `CASE WHEN json_type(${json}) IN (${JSON_TYPES[type]}) THEN ${json} ->> '$' END`,
  part: partText,
};
