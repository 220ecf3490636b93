import type { PlaceSql } from "../json/place-operand.ts";
import type { PostgresCodec } from "./codecs/codec.ts";

const RANKS =
  "WHEN 'null' THEN 1 WHEN 'number' THEN 2 WHEN 'string' THEN 3 WHEN 'object' THEN 4 WHEN 'array' THEN 5 WHEN 'boolean' THEN 8";
const NO_DOCUMENT = "'null'::jsonb";

/** Numbers are compared exactly: a double by its shortest digits, as JSON has it. */
export const postgresPlaces: PlaceSql<PostgresCodec> = {
  document: (column) => `${column.sql}::jsonb`,
  nullDocument: NO_DOCUMENT,
  value: (place) => `${place}::jsonb`,
  member: (json, key, writer) => `(${json} -> ${writer.parameter(key)}::text)`,
  type: (json) => `jsonb_typeof(${json})`,
  element: (alias) => `${alias}.v`,
  collect: ({ array, alias, member }) => {
    const members = `SELECT ${member()} AS j, ${alias}.o FROM jsonb_array_elements(${array}) WITH ORDINALITY AS ${alias}(v, o) WHERE jsonb_typeof(${alias}.v) = 'object'`;
    return `(SELECT coalesce(jsonb_agg(m.j ORDER BY m.o), '[]'::jsonb) FROM (${members}) AS m WHERE m.j IS NOT NULL)`;
  },
  parts: (json) => ({
    rank: `CASE jsonb_typeof(${json}) ${RANKS} ELSE 0 END`,
    number: `CASE jsonb_typeof(${json}) WHEN 'number' THEN (${json} #>> '{}')::numeric WHEN 'boolean' THEN (${json} = 'true'::jsonb)::int ELSE 0 END`,
    text: `(CASE jsonb_typeof(${json}) WHEN 'string' THEN ${json} #>> '{}' ELSE '' END) COLLATE "C"`,
    document: `CASE WHEN jsonb_typeof(${json}) IN ('object', 'array') THEN ${json} ELSE ${NO_DOCUMENT} END`,
  }),
  columnParts: ({ sql, field }) => {
    const { kind } = field.type;
    const isText = kind === "text" || kind === "enum";
    const rank = isText ? 3 : kind === "boolean" ? 8 : 2;
    const number = kind === "boolean" ? `${sql}::int` : kind === "real" ? `${sql}::text::numeric` : `${sql}::numeric`;
    return {
      rank: `CASE WHEN ${sql} IS NULL THEN 1 ELSE ${rank} END`,
      number: isText ? "0::numeric" : `coalesce(${number}, 0)::numeric`,
      text: `${isText ? `coalesce(${sql}::text, '')` : "''::text"} COLLATE "C"`,
      document: NO_DOCUMENT,
    };
  },
};
