import type { JsonValueType } from "../../pipeline/json-values.ts";
import type { Column, DocumentForm, UnwindText } from "../query-dialect.ts";
import { arrayLiteral } from "./codecs/array-literal.ts";
import type { PostgresCodec } from "./codecs/codec.ts";

/** Every item is the text that a driver would be given for it; only the text of a truth value is another inside SQL. */
function itemText({ sql, field }: Column<PostgresCodec>): string {
  return field.type.kind === "boolean" ? `left(${sql}::text, 1)` : `${sql}::text`;
}

function unwindList(list: string, keepsEmpty: boolean): UnwindText {
  const join = keepsEmpty ? "LEFT JOIN LATERAL" : "CROSS JOIN LATERAL";
  return {
    join: ` ${join} jsonb_array_elements(${list}) WITH ORDINALITY AS "u"("v", "n")${keepsEmpty ? " ON TRUE" : ""}`,
    element: '"u"."v"',
    index: '("u"."n" - 1)::integer',
  };
}

const CONVERTED: { readonly [Type in JsonValueType]: string } = {
  string: "text",
  number: "double precision",
  boolean: "boolean",
};

/** How PostgreSQL puts rows into documents. */
export const postgresDocuments: DocumentForm<PostgresCodec> = {
  item: (column) => ({ sql: itemText(column), decode: column.codec.decode }),
  build: (items) => `to_jsonb(ARRAY[${items.join(", ")}]::text[])`,
  collect: (document, order) => `coalesce(jsonb_agg(${document}${order === "" ? "" : ` ORDER BY ${order}`}), '[]')`,
  unwind: (list, keepsEmpty) => ({ ...unwindList(list, keepsEmpty), element: `nullif("u"."v", 'null')` }),
  unwindValue: ({ sql }, keepsEmpty) => {
    const list = `CASE coalesce(jsonb_typeof(${sql}), 'null') WHEN 'array' THEN ${sql} WHEN 'null' THEN '[]' ELSE jsonb_build_array(${sql}) END`;
    const { join, element, index } = unwindList(list, keepsEmpty);
    return { join, element, index: `CASE jsonb_typeof(${sql}) WHEN 'array' THEN ${index} END` };
  },
  value: (json, keys) => ({
    kind: "place",
    parameter: arrayLiteral(keys, String),
    print: (place) => `(${json} #> ${place()}::text[])`,
  }),
  replace: (json, keys, { list, element }) => ({
    kind: "place",
    parameter: arrayLiteral(keys, String),
    print: (place) =>
      `CASE WHEN coalesce(jsonb_typeof(${list}), 'null') = 'null' THEN ${json} ELSE jsonb_set(${json}, ${place()}::text[], coalesce(${element}, 'null')) END`,
  }),
  convert: (json, type) => `(CASE jsonb_typeof(${json}) WHEN '${type}' THEN ${json} #>> '{}' END)::${CONVERTED[type]}`,
  part: (document, index, { codec }) => `(${document} ->> ${index})::${codec.sqlType}`,
};
