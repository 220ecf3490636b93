import type { JsonTest, JsonType } from "../../ast/json-path-node.ts";
import { bitConditionText } from "../json/bit-condition.ts";
import type { WriteJsonPath } from "../json/json-path-form.ts";
import type { JsonPlace, JsonSql, JsonWriter } from "../json/json-sql.ts";
import { singleText, walkJson } from "../json/walk-json.ts";
import { COMPARISON_SQL } from "../predicate-text.ts";
import type { SqliteCodec } from "./codecs/codec.ts";

/**
 * A value as JSON text.
 *
 * @param json writes the SQL of the text
 * @returns the place
 */
export function textPlace(json: () => string): JsonPlace {
  return { json, type: () => `json_type(${json()})`, scalar: () => `(${json()} ->> '$')` };
}

/** A row of json_each. Only objects and arrays are JSON text there. */
function rowPlace(name: string): JsonPlace {
  return {
    json: () => `CASE WHEN ${name}.type IN ('object', 'array') THEN ${name}.value END`,
    type: () => `${name}.type`,
    scalar: () => `${name}.value`,
  };
}

/** How the database walks through documents. */
export const sqliteJsonSql: JsonSql = {
  member: (place, key, writer) => textPlace(() => `(${place.json()} -> ${writer.parameter(`$."${key}"`)})`),
  element: (place, index, writer) => textPlace(() => `(${place.json()} -> ${writer.parameter(`$[${index}]`)})`),
  each: (place, writer) => {
    const source = `CASE ${place.type()} WHEN 'array' THEN ${place.json()} ELSE '[' || ${place.json()} || ']' END`;
    const name = writer.alias();
    return { from: `json_each(${source}) AS ${name}`, row: rowPlace(name) };
  },
  elements: (place, writer) => {
    const source = `CASE ${place.type()} WHEN 'array' THEN ${place.json()} END`;
    const name = writer.alias();
    return { from: `json_each(${source}) AS ${name}`, row: rowPlace(name) };
  },
  single,
};

type TextCondition = Extract<JsonTest, { readonly kind: "text" }>["condition"];
type SingleTest = Parameters<JsonSql["single"]>[0];

const TYPE_NAMES: { readonly [Type in JsonType]: readonly string[] } = {
  null: ["null"],
  number: ["integer", "real"],
  string: ["text"],
  object: ["object"],
  array: ["array"],
  boolean: ["true", "false"],
};

/** The type is always asked for: `true` reads as 1, and an object as its text. */
function single(test: SingleTest, place: JsonPlace, writer: JsonWriter): string {
  switch (test.kind) {
    case "compare":
      return compareText(test, place, writer);
    case "equals":
      return equalsText(JSON.stringify(test.value), place, writer);
    case "membership": {
      const list = () => writer.parameter(JSON.stringify(test.values));
      return `(replace(${place.type()}, 'real', 'integer'), ${place.scalar()}) IN (SELECT replace(type, 'real', 'integer'), atom FROM json_each(${list()}))`;
    }
    case "type": {
      const names = JSON.stringify(test.types.flatMap((type) => TYPE_NAMES[type]));
      return `${place.type()} IN (SELECT value FROM json_each(${writer.parameter(names)}))`;
    }
    case "size": {
      const length = `CASE ${place.type()} WHEN 'array' THEN json_array_length(${place.json()}) END`;
      return `${length} = ${writer.parameter(test.length)}`;
    }
    case "remainder": {
      const number = wholeNumber(place, false);
      const divisor = writer.parameter(test.divisor);
      return `${number} % ${divisor} = ${writer.parameter(test.remainder)}`;
    }
    case "bits":
      return bitConditionText(test.condition, wholeNumber(place, true), () => writer.parameter(test.mask));
    case "text":
      return textText(test.condition, place, writer);
  }
}

/** The text gets a name, as the condition may need it more than once, and its parameters would not be there again. */
function textText(condition: TextCondition, place: JsonPlace, writer: JsonWriter): string {
  const isText = `${place.type()} = 'text'`;
  const text = place.scalar();
  const name = writer.alias();
  return `${isText} AND EXISTS (SELECT 1 FROM (SELECT ${text} AS t) AS ${name} WHERE ${writer.text(condition, `${name}.t`)})`;
}

/** A number without its fraction, or (where exact) only one that has none; NULL beyond 64 bits. */
function wholeNumber(place: JsonPlace, isExact: boolean): string {
  const isNumber = `${place.type()} IN ('integer', 'real')`;
  const isInRange = `${place.scalar()} > -9223372036854775808 AND ${place.scalar()} <= 9223372036854775807`;
  const exact = isExact ? ` AND ${place.scalar()} = CAST(${place.scalar()} AS INTEGER)` : "";
  return `(CASE WHEN ${isNumber} AND ${isInRange}${exact} THEN CAST(${place.scalar()} AS INTEGER) END)`;
}

/** Documents are equal when they have the same values at the same places, in whatever order these are written. */
function equalsText(value: string, place: JsonPlace, writer: JsonWriter): string {
  const nodes = (source: string) => `SELECT fullkey, replace(type, 'real', 'integer'), atom FROM json_tree(${source})`;
  const count = (source: string) => `(SELECT count(*) FROM json_tree(${source}))`;
  const sameCount = `${count(place.json())} = ${count(writer.parameter(value))}`;
  return `${sameCount} AND NOT EXISTS (${nodes(place.json())} EXCEPT ${nodes(writer.parameter(value))})`;
}

function compareText(
  { operator, value }: Extract<JsonTest, { readonly kind: "compare" }>,
  place: JsonPlace,
  writer: JsonWriter,
): string {
  const sign = COMPARISON_SQL[operator];
  if (typeof value === "boolean") {
    return `${place.type()} IN ('true', 'false') AND ${place.scalar()} ${sign} ${writer.parameter(value ? 1 : 0)}`;
  }
  const types = typeof value === "string" ? "('text')" : "('integer', 'real')";
  const parameter = typeof value === "number" ? numberParameter(value) : value;
  return `${place.type()} IN ${types} AND ${place.scalar()} ${sign} ${writer.parameter(parameter)}`;
}

/** Drivers give numbers as doubles; a large whole number is compared as the integer that its digits say, as JSON has it. */
function numberParameter(value: number): number | bigint {
  return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 2 ** 63
    ? BigInt(String(value))
    : value;
}

/** A place reached by keys of objects alone, which is found in one step. */
function directPlace(keys: readonly string[], writer: JsonWriter): JsonPlace {
  const path = () => writer.parameter(`$${keys.map((key) => `."${key}"`).join("")}`);
  return {
    json: () => `(r.d -> ${path()})`,
    type: () => `json_type(r.d, ${path()})`,
    scalar: () => `(r.d ->> ${path()})`,
  };
}

/**
 * The column gets a name of its own first: json_each has hidden columns, and one of them might be called the same. Most
 * places are reached without an array on the way; only where there is none to be found so, arrays are looked through.
 */
export const writeJsonPath: WriteJsonPath<SqliteCodec> = ({ path, test }, column, writer) => {
  const walk = { sql: sqliteJsonSql, writer };
  const isDirect = path.length > 0 && test.kind !== "elements";
  const direct = directPlace(path, writer);
  const fast = isDirect ? `CASE WHEN ${direct.type()} <> 'array' THEN ${singleText(direct, test, walk)} ELSE ` : "";
  const condition = `${fast}${walkJson(
    textPlace(() => "r.d"),
    path,
    test,
    walk,
  )}${isDirect ? " END" : ""}`;
  return `EXISTS (SELECT 1 FROM (SELECT ${column.sql} AS d) AS r WHERE ${condition})`;
};
