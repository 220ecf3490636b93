import type { JsonTest } from "../../ast/json-path-node.ts";
import type { JsonPlace, SingleText } from "../json/json-sql.ts";
import { isAboutWhole, matchesArrays } from "../json/walk-json.ts";
import { COMPARISON_SQL } from "../predicate-text.ts";
import { type JsonAlternative, jsonAlternatives, some, valuesOf } from "./json-alternatives.ts";
import { jsonPlace } from "./json-place.ts";

/**
 * A condition along keys as an expression of SQL's own path language, which looks through arrays as documents do. The
 * expression is a parameter; an index on the column (GIN) serves those of equality.
 *
 * @param place the value that the keys lead on from
 * @param keys the keys; the first of them is not taken for an index
 * @param test what is asked
 * @param single writes the tests that the path language does not have
 * @returns a condition in brackets
 */
export function belowText(place: JsonPlace, keys: readonly string[], test: JsonTest, single: SingleText): string {
  const ways = jsonAlternatives(keys);
  const { writer } = single;
  const expressions = ways.map((way) => expressionOf(way, test));
  if (expressions[0] !== undefined) {
    const missing = test.kind === "null" ? `${place.type()} IS NULL OR ` : "";
    return `(${missing}${place.json()} @@ ${writer.parameter(expressions.join(" || "))}::jsonpath)`;
  }
  const parts = ways.flatMap((way) => sourcesOf(way, test)).map((source) => someText(source, place, test, single));
  return parts.length === 1 ? parts.join("") : `(${parts.join(" OR ")})`;
}

/** The values that a test looks at: those at the end of the way, their elements, or both. */
function sourcesOf(way: JsonAlternative, test: JsonTest): readonly string[] {
  const values = valuesOf(way);
  if (way.isIndexed || isAboutWhole(test)) return [values];
  return matchesArrays(test) ? [values, `${values}[*]`] : [`${values}[*]`];
}

function someText(source: string, place: JsonPlace, test: JsonTest, { writer, text }: SingleText): string {
  const values = `jsonb_path_query(${place.json()}, ${writer.parameter(source)}::jsonpath)`;
  const name = writer.alias();
  const value = jsonPlace(() => `${name}.j`);
  return `EXISTS (SELECT 1 FROM ${values} AS ${name}(j) WHERE ${text(value, test)})`;
}

const PATH_OPERATORS = { ...COMPARISON_SQL, eq: "==" };

/** The tests that the path language has, as one of its conditions. */
function expressionOf(way: JsonAlternative, test: JsonTest): string | undefined {
  switch (test.kind) {
    case "compare": {
      const value = JSON.stringify(test.value);
      // A comparison would look at the elements of an array in turn, and so at more than one level of them.
      return valueOrElement(way, (at) => `${at}.type() != "array" && ${at} ${PATH_OPERATORS[test.operator]} ${value}`);
    }
    case "exists":
      return `exists(${valuesOf(way)})`;
    case "null":
      return [valueOrElement(way, (at) => `${at}.type() == "null"`), ...way.missing].join(" || ");
    case "type": {
      const isOfType = (at: string) => `(${test.types.map((type) => `${at}.type() == "${type}"`).join(" || ")})`;
      const isArray = test.types.includes("array") && !way.isIndexed ? ` || ${valuesOf(way)}.type() == "array"` : "";
      return `${valueOrElement(way, isOfType)}${isArray}`;
    }
    default:
      return undefined;
  }
}

/** A filter looks at the elements of an array in its place, one level of them. */
function valueOrElement(way: JsonAlternative, condition: (at: string) => string): string {
  return way.isIndexed ? some(way, condition(`@${way.suffix}`)) : `exists(${valuesOf(way)} ? (${condition("@")}))`;
}
