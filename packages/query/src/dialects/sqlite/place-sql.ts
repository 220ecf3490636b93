import type { PlaceSql } from "../json/place-operand.ts";
import type { SqliteCodec } from "./codecs/codec.ts";

const RANKS =
  "WHEN 'null' THEN 1 WHEN 'integer' THEN 2 WHEN 'real' THEN 2 WHEN 'text' THEN 3 WHEN 'object' THEN 4 WHEN 'array' THEN 5 WHEN 'true' THEN 8 WHEN 'false' THEN 8";

/** The values in a document with their places, in one order and with whole numbers in one form. */
function flattened(json: string): string {
  const isWhole = "type = 'real' AND atom = CAST(atom AS INTEGER) AND abs(atom) < 9007199254740992";
  const atom = `CASE WHEN ${isWhole} THEN CAST(atom AS INTEGER) ELSE atom END`;
  const node = `json_array(fullkey, replace(type, 'real', 'integer'), ${atom})`;
  return `(SELECT json_group_array(${node} ORDER BY fullkey) FROM json_tree(${json}))`;
}

/** Values are JSON texts. */
export const sqlitePlaces: PlaceSql<SqliteCodec> = {
  document: (column) => column.sql,
  nullDocument: "'null'",
  value: (place) => place,
  member: (json, key, writer) => `(${json} -> ${writer.parameter(`$."${key}"`)})`,
  type: (json) => `json_type(${json})`,
  element: (alias) => `${alias}.value`,
  collect: ({ array, alias, member }) => {
    const members = `SELECT ${member()} AS j FROM json_each(${array}) AS ${alias} WHERE ${alias}.type = 'object' ORDER BY ${alias}.key`;
    return `(SELECT json_group_array(json(m.j)) FROM (${members}) AS m WHERE m.j IS NOT NULL)`;
  },
  parts: (json) => ({
    rank: `CASE json_type(${json}) ${RANKS} ELSE 0 END`,
    number: `CASE WHEN json_type(${json}) IN ('integer', 'real', 'true', 'false') THEN ${json} ->> '$' ELSE 0 END`,
    text: `CASE json_type(${json}) WHEN 'text' THEN ${json} ->> '$' ELSE '' END`,
    document: `CASE WHEN json_type(${json}) IN ('object', 'array') THEN ${flattened(json)} ELSE '' END`,
  }),
  columnParts: ({ sql, field }) => {
    const { kind } = field.type;
    const isText = kind === "text" || kind === "enum";
    const rank = isText ? 3 : kind === "boolean" ? 8 : 2;
    return {
      rank: `CASE WHEN ${sql} IS NULL THEN 1 ELSE ${rank} END`,
      number: isText ? "0" : `coalesce(${sql}, 0)`,
      text: isText ? `coalesce(${sql}, '')` : "''",
      document: "''",
    };
  },
};
