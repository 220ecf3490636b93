import type { ElementSelection, ElementSource, JsonForm, JsonType } from "../json/json-form.ts";

const RANKS =
  "WHEN 'number' THEN 2 WHEN 'string' THEN 3 WHEN 'object' THEN 4 WHEN 'array' THEN 5 WHEN 'boolean' THEN 8";

/** A text that is no number names the reason; the type found makes it depend on the row, so that only rows fail. */
function refusal(message: string, found: string): string {
  return `('${message}' || coalesce(jsonb_typeof(${found}), 'nothing'))`;
}

/**
 * The limits take nothing away: they only keep the planner from expecting 100 elements at every level, and from compiling
 * a statement to machine code that is done sooner than that. Each lets it expect a tenth.
 */
function elements(array: string, alias: string): ElementSource {
  const limit = `LIMIT jsonb_array_length(${array})`;
  const rows = `SELECT v, n FROM jsonb_array_elements(${array}) WITH ORDINALITY AS e(v, n) ${limit}`;
  return {
    from: `(SELECT v, n FROM (${rows}) AS e ${limit}) AS ${alias}`,
    value: `${alias}.v`,
    position: `${alias}.n`,
  };
}

function withElement(array: string, index: string, value: string): string {
  const length = `jsonb_array_length(${array})`;
  const padding = `(SELECT coalesce(jsonb_agg('null'::jsonb), '[]'::jsonb) FROM generate_series(${length} + 1, (${index})::int))`;
  return `CASE WHEN (${index})::int < ${length} THEN jsonb_set(${array}, ARRAY[${index}], ${value}) ELSE ${array} || ${padding} || jsonb_build_array(${value}) END`;
}

function collect({ value, source, where, order }: ElementSelection): string {
  const condition = where === undefined ? "" : ` WHERE ${where}`;
  return `(SELECT coalesce(jsonb_agg(${value} ORDER BY ${order ?? source.position}), '[]'::jsonb) FROM ${source.from}${condition})`;
}

const BIT_SIGNS = { and: "&", or: "|", xor: "#" } as const;

/** Steps over jsonb. Numbers are computed as doubles, as every reader of JSON in JavaScript sees them. */
export const postgresJson: JsonForm = {
  fence: " OFFSET 0",
  parameter: (place) => `${place}::jsonb`,
  document: (column) => `${column}::jsonb`,
  constant: (parameters, index) => `(${parameters} -> ${index})`,
  constantText: (parameters, index) => `(${parameters} ->> ${index})`,
  nothing: "NULL::jsonb",
  literalNull: "'null'::jsonb",
  emptyArray: "'[]'::jsonb",
  isType: (value, type: JsonType) => `jsonb_typeof(${value}) = '${type}'`,
  rank: (value) => `CASE jsonb_typeof(${value}) ${RANKS} ELSE 1 END`,
  number: (value) => `CASE jsonb_typeof(${value}) WHEN 'number' THEN (${value} #>> '{}')::double precision END`,
  text: (value) => `(CASE jsonb_typeof(${value}) WHEN 'string' THEN ${value} #>> '{}' END) COLLATE "C"`,
  boolean: (value) => `CASE jsonb_typeof(${value}) WHEN 'boolean' THEN ${value} = 'true'::jsonb END`,
  same: (left, right) => `(${left} = ${right})`,
  member: (object, key) => `(${object} -> ${key})`,
  withMember: (object, key, value) => `${object} || jsonb_build_object(${key}, ${value})`,
  withoutMember: (object, key) => `${object} - ${key}`,
  object: (key, value) => `jsonb_build_object(${key}, ${value})`,
  element: (array, index) => `(${array} -> (${index})::int)`,
  withElement,
  list: (value) => `jsonb_build_array(${value})`,
  length: (array) => `jsonb_array_length(${array})`,
  concat: (first, second) => `(${first} || ${second})`,
  elements,
  index: ({ position }) => `(${position} - 1)`,
  collect,
  compute: (left, sign, right) => `to_jsonb(${left} ${sign} ${right})`,
  bits: (left, word, right) => `to_jsonb((${left})::bigint ${BIT_SIGNS[word]} (${right})::bigint)`,
  now: `to_jsonb(to_char(statement_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`,
  fail: (message, found) => `to_jsonb(${refusal(message, found)}::int)`,
  failCondition: (message, found) => `${refusal(message, found)}::boolean`,
};
