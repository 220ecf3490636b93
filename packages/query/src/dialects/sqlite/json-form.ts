import type { ElementSelection, ElementSource, JsonForm, JsonType } from "../json/json-form.ts";

const TYPE_NAMES: Readonly<Record<JsonType, string>> = {
  null: "'null'",
  number: "'integer', 'real'",
  string: "'text'",
  object: "'object'",
  array: "'array'",
  boolean: "'true', 'false'",
};
const RANKS =
  "WHEN 'integer' THEN 2 WHEN 'real' THEN 2 WHEN 'text' THEN 3 WHEN 'object' THEN 4 WHEN 'array' THEN 5 WHEN 'true' THEN 8 WHEN 'false' THEN 8";

/** Whole numbers are written without a fraction up to here, as JavaScript writes them. */
const WHOLE = "9007199254740992";

/** A path that starts with no $ fails the statement, and the message says it. Only rows that come here fail. */
function refusal(message: string, found: string): string {
  return `json_extract('{}', '${message}' || coalesce(json_type(${found}), 'nothing'))`;
}

function keyPath(key: string): string {
  return `'$."' || ${key} || '"'`;
}

function indexPath(index: string): string {
  return `'$[' || ${index} || ']'`;
}

function concat(first: string, second: string): string {
  return `CASE WHEN json_array_length(${first}) = 0 THEN ${second} WHEN json_array_length(${second}) = 0 THEN ${first} ELSE substr(json(${first}), 1, length(json(${first})) - 1) || ',' || substr(json(${second}), 2) END`;
}

function withElement(array: string, index: string, value: string): string {
  const length = `json_array_length(${array})`;
  const start = `substr(json(${array}), 1, length(json(${array})) - 1) || CASE ${length} WHEN 0 THEN '' ELSE ',' END`;
  const nulls = `replace(hex(zeroblob(${index} - ${length})), '00', 'null,')`;
  return `CASE WHEN ${index} + 0 < ${length} THEN json_set(${array}, ${indexPath(index)}, json(${value})) ELSE ${start} || ${nulls} || json(${value}) || ']' END`;
}

/** Elements as JSON text. A number is taken as it is written: reading it as a double and writing it again could change it. */
function elements(array: string, alias: string): ElementSource {
  const written = `${array} -> ('$[' || key || ']')`;
  const value = `CASE type WHEN 'text' THEN json_quote(value) WHEN 'object' THEN value WHEN 'array' THEN value ELSE ${written} END`;
  return {
    from: `(SELECT key AS n, ${value} AS v FROM json_each(${array})) AS ${alias}`,
    value: `${alias}.v`,
    position: `${alias}.n`,
  };
}

function collect({ value, source, where, order }: ElementSelection): string {
  const condition = where === undefined ? "" : ` WHERE ${where}`;
  return `(SELECT json_group_array(json(x)) FROM (SELECT ${value} AS x FROM ${source.from}${condition} ORDER BY ${order ?? source.position}))`;
}

/** One text for all ways to write a value: every leaf with its place, the order of keys and the form of numbers left out. */
function canonical(value: string): string {
  const leaf = `fullkey || ' ' || replace(type, 'real', 'integer') || ' ' || CASE type WHEN 'integer' THEN json_quote(atom + 0.0) WHEN 'real' THEN json_quote(atom + 0.0) ELSE json_quote(atom) END`;
  return `(SELECT json_group_array(x) FROM (SELECT ${leaf} AS x FROM json_tree(${value}) ORDER BY x))`;
}

function same(left: string, right: string): string {
  const types = "('integer', 'real', 'object', 'array')";
  return `(${left} = ${right} OR (json_type(${left}) IN ${types} AND json_type(${right}) IN ${types} AND ${canonical(left)} = ${canonical(right)}))`;
}

function compute(left: string, sign: "+" | "*", right: string): string {
  const result = `CAST(${left} AS REAL) ${sign} CAST(${right} AS REAL)`;
  const text = `CASE WHEN abs(r) < ${WHOLE} AND r = CAST(r AS INTEGER) THEN CAST(CAST(r AS INTEGER) AS TEXT) WHEN abs(r) <= 1.7976931348623157e308 THEN json_quote(r) ELSE json_extract('{}', 'value out of range: overflow' || r) END`;
  return `(SELECT ${text} FROM (SELECT ${result} AS r LIMIT 1 OFFSET 0))`;
}

const BITS = {
  and: (left: string, right: string) => `(${left} & ${right})`,
  or: (left: string, right: string) => `(${left} | ${right})`,
  xor: (left: string, right: string) => `((${left} | ${right}) - (${left} & ${right}))`,
};

/** Steps over JSON text. */
export const sqliteJson: JsonForm = {
  fence: " LIMIT 1 OFFSET 0",
  parameter: (place) => place,
  document: (column) => column,
  constant: (parameters, index) => `(${parameters} -> '$[${index}]')`,
  constantText: (parameters, index) => `(${parameters} ->> '$[${index}]')`,
  nothing: "NULL",
  literalNull: "'null'",
  emptyArray: "'[]'",
  isType: (value, type) => `json_type(${value}) IN (${TYPE_NAMES[type]})`,
  rank: (value) => `CASE json_type(${value}) ${RANKS} ELSE 1 END`,
  number: (value) => `CASE WHEN json_type(${value}) IN ('integer', 'real') THEN ${value} ->> '$' END`,
  text: (value) => `CASE json_type(${value}) WHEN 'text' THEN ${value} ->> '$' END`,
  boolean: (value) => `CASE json_type(${value}) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END`,
  same,
  member: (object, key) => `(${object} -> (${keyPath(key)}))`,
  withMember: (object, key, value) => `json_set(${object}, ${keyPath(key)}, json(${value}))`,
  withoutMember: (object, key) => `json_remove(${object}, ${keyPath(key)})`,
  object: (key, value) => `json_object(${key}, json(${value}))`,
  element: (array, index) => `(${array} -> (${indexPath(index)}))`,
  withElement,
  list: (value) => `json_array(json(${value}))`,
  length: (array) => `json_array_length(${array})`,
  concat,
  elements,
  index: ({ position }) => position,
  collect,
  compute,
  bits: (left, word, right) => `CAST(${BITS[word](`CAST(${left} AS INTEGER)`, `CAST(${right} AS INTEGER)`)} AS TEXT)`,
  now: "json_quote(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
  fail: refusal,
  failCondition: refusal,
};
