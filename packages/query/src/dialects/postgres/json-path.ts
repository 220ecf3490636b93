import type { JsonTest } from "../../ast/json-path-node.ts";
import { bitConditionText } from "../json/bit-condition.ts";
import type { WriteJsonPath } from "../json/json-path-form.ts";
import type { JsonPlace, JsonSql, JsonWriter } from "../json/json-sql.ts";
import { walkJson } from "../json/walk-json.ts";
import { COMPARISON_SQL } from "../predicate-text.ts";
import { arrayLiteral } from "./codecs/array-literal.ts";
import type { PostgresCodec } from "./codecs/codec.ts";
import { belowText } from "./json-path-expression.ts";
import { jsonPlace } from "./json-place.ts";

/** How the database walks through documents. */
export const postgresJsonSql: JsonSql = {
  member: (place, key, writer) => jsonPlace(() => `(${place.json()} -> ${writer.parameter(key)}::text)`),
  // A scalar would be taken for an array of one.
  element: (place, index, writer) =>
    jsonPlace(
      () => `(CASE WHEN ${place.type()} = 'array' THEN ${place.json()} -> ${writer.parameter(index)}::integer END)`,
    ),
  each: (place, writer) => {
    const source = place.json();
    const name = writer.alias();
    return { from: `jsonb_path_query(${source}, '$[*]') AS ${name}(j)`, row: jsonPlace(() => `${name}.j`) };
  },
  elements: (place, writer) => {
    const source = `CASE WHEN ${place.type()} = 'array' THEN ${place.json()} END`;
    const name = writer.alias();
    return { from: `jsonb_array_elements(${source}) AS ${name}(j)`, row: jsonPlace(() => `${name}.j`) };
  },
  below: belowText,
  single,
};

type SingleTest = Parameters<JsonSql["single"]>[0];

/** The order of the conditions in a CASE is kept; that of AND is not, and casts of other types would fail. */
function single(test: SingleTest, place: JsonPlace, writer: JsonWriter): string {
  switch (test.kind) {
    case "compare":
      return compareText(test, place, writer);
    case "equals":
      return `${place.json()} = ${writer.parameter(JSON.stringify(test.value))}::jsonb`;
    case "membership":
      return `${place.json()} = ANY(${writer.parameter(arrayLiteral(test.values, JSON.stringify))}::jsonb[])`;
    case "type":
      return `${place.type()} = ANY(${writer.parameter(arrayLiteral(test.types, String))}::text[])`;
    case "size": {
      const length = `CASE WHEN ${place.type()} = 'array' THEN jsonb_array_length(${place.json()}) END`;
      return `(${length}) = ${writer.parameter(test.length)}::integer`;
    }
    case "remainder": {
      const number = wholeNumber(place, false);
      const divisor = writer.parameter(test.divisor);
      return `(${number}) % ${divisor}::bigint = ${writer.parameter(test.remainder)}::bigint`;
    }
    case "bits":
      return bitConditionText(
        test.condition,
        `(${wholeNumber(place, true)})`,
        () => `${writer.parameter(test.mask)}::bigint`,
      );
    case "text":
      return `${place.type()} = 'string' AND ${writer.text(test.condition, place.scalar())}`;
  }
}

/** A number without its fraction, or (where exact) only one that has none; NULL beyond 64 bits. */
function wholeNumber(place: JsonPlace, isExact: boolean): string {
  const number = `${place.scalar()}::numeric`;
  const isInRange = `abs(${number}) <= 9223372036854775807`;
  const exact = isExact ? ` AND ${number} = trunc(${number})` : "";
  return `CASE WHEN ${place.type()} = 'number' THEN CASE WHEN ${isInRange}${exact} THEN trunc(${number})::bigint END END`;
}

/** jsonb orders values of different types too, and a text's order would be that of the database's locale. */
function compareText(
  { operator, value }: Extract<JsonTest, { readonly kind: "compare" }>,
  place: JsonPlace,
  writer: JsonWriter,
): string {
  if (operator === "eq") return `${place.json()} = ${writer.parameter(JSON.stringify(value))}::jsonb`;
  const sign = COMPARISON_SQL[operator];
  if (typeof value === "string")
    return `${place.type()} = 'string' AND ${place.scalar()} ${sign} ${writer.parameter(value)}::text COLLATE "C"`;
  const type = typeof value === "number" ? "number" : "boolean";
  return `${place.type()} = '${type}' AND ${place.json()} ${sign} ${writer.parameter(JSON.stringify(value))}::jsonb`;
}

/** How PostgreSQL says a condition on a JSON column. */
export const writeJsonPath: WriteJsonPath<PostgresCodec> = (node, column, writer) =>
  walkJson(
    jsonPlace(() => (column.field.type.kind === "array" ? `to_jsonb(${column.sql})` : `${column.sql}::jsonb`)),
    node.path,
    node.test,
    { sql: postgresJsonSql, writer },
  );
