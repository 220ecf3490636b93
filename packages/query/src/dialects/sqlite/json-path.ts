import type { JsonPathNode, JsonTest } from "../../ast/json-path-node.ts";
import type { SqlParameter } from "../../statement/compiled-statement.ts";
import { COMPARISON_SQL } from "../predicate-text.ts";
import type { LeafForm, NextPlaceholder } from "../query-dialect.ts";
import type { SqliteCodec } from "./codecs/codec.ts";

/** A place in a document of JSON text. The type is asked for first: SQLite reads `true` as 1. */
export const jsonPathForm: LeafForm<JsonPathNode, SqliteCodec> = {
  shape: ({ test }) => (test.kind === "compare" ? `${test.operator}${typeof test.value}` : test.kind),
  bind: ({ path, test }, _column, parameters) => {
    bindTest(test, `$${path.map((key) => `."${key}"`).join("")}`, parameters);
  },
  print: ({ test }, column, place, isNegated) => {
    const text = testText(test, column.sql, place);
    return isNegated ? `(${text}) IS NOT TRUE` : `(${text})`;
  },
};

function bindTest(test: JsonTest, path: string, parameters: SqlParameter[]): void {
  if (test.kind === "membership") parameters.push(path, path, JSON.stringify(test.values));
  else if (test.kind !== "compare") parameters.push(path);
  else if (typeof test.value === "boolean") parameters.push(path, String(test.value));
  else parameters.push(path, path, test.value);
}

function testText(test: JsonTest, column: string, place: NextPlaceholder): string {
  switch (test.kind) {
    case "null":
      return `coalesce(json_type(${column}, ${place()}), 'null') = 'null'`;
    case "exists":
      return `json_type(${column}, ${place()}) IS NOT NULL`;
    case "membership":
      // The column stays outside of the subquery: json_each has hidden columns, and one of them might have its name.
      return `(replace(json_type(${column}, ${place()}), 'real', 'integer'), json_extract(${column}, ${place()})) IN (SELECT replace(type, 'real', 'integer'), atom FROM json_each(${place()}))`;
    case "compare": {
      if (typeof test.value === "boolean") return `json_type(${column}, ${place()}) = ${place()}`;
      const types = typeof test.value === "string" ? "('text')" : "('integer', 'real')";
      const operator = COMPARISON_SQL[test.operator];
      return `json_type(${column}, ${place()}) IN ${types} AND json_extract(${column}, ${place()}) ${operator} ${place()}`;
    }
  }
}
