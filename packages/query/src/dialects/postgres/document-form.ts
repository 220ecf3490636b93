import type { Column, DocumentForm } from "../query-dialect.ts";
import type { PostgresCodec } from "./codecs/codec.ts";

/** Every item is the text that a driver would be given for it; only the text of a truth value is another inside SQL. */
function itemText({ sql, field }: Column<PostgresCodec>): string {
  return field.type.kind === "boolean" ? `left(${sql}::text, 1)` : `${sql}::text`;
}

/** How PostgreSQL puts rows into documents. */
export const postgresDocuments: DocumentForm<PostgresCodec> = {
  item: (column) => ({ sql: itemText(column), decode: column.codec.decode }),
  build: (items) => `to_jsonb(ARRAY[${items.join(", ")}]::text[])`,
  collect: (document, order) => `coalesce(jsonb_agg(${document}${order === "" ? "" : ` ORDER BY ${order}`}), '[]')`,
  unwind: (list, keepsEmpty) => ({
    join: ` ${keepsEmpty ? "LEFT JOIN" : "CROSS JOIN"} LATERAL jsonb_array_elements(${list}) WITH ORDINALITY AS "u"("v", "n")${keepsEmpty ? " ON TRUE" : ""}`,
    element: '"u"."v"',
    index: '("u"."n" - 1)::integer',
  }),
  part: (document, index, { codec }) => `(${document} ->> ${index})::${codec.sqlType}`,
};
