import type { Column, DocumentForm, DocumentItem, UnwindText } from "../query-dialect.ts";
import type { SqliteCodec } from "./codecs/codec.ts";
import { MAX_SCALED_DIGITS } from "./codecs/decimal-storage.ts";

/** JSON holds no bytes, and long whole numbers only as texts; JSON text is kept from becoming a part of the JSON around it. */
function itemOf({ sql, field, codec }: Column<SqliteCodec>): DocumentItem {
  switch (field.type.kind) {
    case "bytes":
      return { sql: `CASE WHEN ${sql} IS NOT NULL THEN hex(${sql}) END`, decode: (raw) => bytesFromHex(String(raw)) };
    case "json":
    case "array":
    case "unknown":
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
  part: partText,
};
