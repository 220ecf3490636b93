import type { JsonPathNode, JsonTest } from "../../ast/json-path-node.ts";
import type { SqlParameter } from "../../statement/compiled-statement.ts";
import { COMPARISON_SQL } from "../predicate-text.ts";
import type { LeafForm, NextPlaceholder } from "../query-dialect.ts";
import { arrayLiteral } from "./codecs/array-literal.ts";
import type { PostgresCodec } from "./codecs/codec.ts";

/**
 * A place in a jsonb document. Comparisons guard the type first: jsonb orders values of different types too, and a
 * text's order would be that of the database's locale.
 */
export const jsonPathForm: LeafForm<JsonPathNode, PostgresCodec> = {
  shape: ({ test }) => (test.kind === "compare" ? `${test.operator}${typeof test.value}` : test.kind),
  bind: ({ path, test }, _column, parameters) => {
    parameters.push(arrayLiteral(path, String));
    bindTest(test, parameters);
  },
  print: ({ test }, column, place, isNegated) => {
    const text = testText(test, `(${column.sql}::jsonb #> ${place()}::text[])`, place);
    return isNegated ? `(${text}) IS NOT TRUE` : `(${text})`;
  },
};

function isOrderOfText(test: JsonTest): boolean {
  return test.kind === "compare" && test.operator !== "eq" && typeof test.value === "string";
}

function bindTest(test: JsonTest, parameters: SqlParameter[]): void {
  if (test.kind === "membership") parameters.push(arrayLiteral(test.values, JSON.stringify));
  else if (test.kind === "compare") parameters.push(isOrderOfText(test) ? test.value : JSON.stringify(test.value));
}

function testText(test: JsonTest, value: string, place: NextPlaceholder): string {
  switch (test.kind) {
    case "null":
      return `${value} IS NULL OR ${value} = 'null'::jsonb`;
    case "exists":
      return `${value} IS NOT NULL`;
    case "membership":
      return `${value} = ANY(${place()}::jsonb[])`;
    case "compare": {
      if (test.operator === "eq") return `${value} = ${place()}::jsonb`;
      const operator = COMPARISON_SQL[test.operator];
      if (!isOrderOfText(test)) return `jsonb_typeof(${value}) = 'number' AND ${value} ${operator} ${place()}::jsonb`;
      return `jsonb_typeof(${value}) = 'string' AND (${value} #>> '{}') ${operator} ${place()}::text COLLATE "C"`;
    }
  }
}
