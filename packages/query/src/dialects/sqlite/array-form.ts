import type { ArrayNode, ArrayTest } from "../../ast/array-node.ts";
import type { LeafForm, NextPlaceholder } from "../query-dialect.ts";
import type { SqliteCodec } from "./codecs/codec.ts";

/** Arrays as JSON text, written in one way only, so that equal ones are equal texts. */
export const arrayForm: LeafForm<ArrayNode, SqliteCodec> = {
  shape: ({ test }) => test.kind,
  bind: ({ test }, column, parameters) => {
    parameters.push(test.kind === "size" ? test.length : column.codec.encode(test.values));
  },
  print: ({ test }, column, place, isNegated) => {
    const text = arrayText(test, column.sql, place);
    return isNegated ? `(${text}) IS NOT TRUE` : text;
  },
};

/** The column gets a name of its own first: json_each has hidden columns, and one of them might be called the same. */
function arrayText(test: ArrayTest, column: string, place: NextPlaceholder): string {
  const source = `SELECT 1 FROM (SELECT ${column} AS d) AS r`;
  switch (test.kind) {
    case "equals":
      return `${column} = ${place()}`;
    case "size":
      return `json_array_length(${column}) = ${place()}`;
    case "overlap":
      return `EXISTS (${source}, json_each(r.d) AS e WHERE e.value IN (SELECT value FROM json_each(${place()})))`;
    case "all":
      return `EXISTS (${source} WHERE NOT EXISTS (SELECT 1 FROM json_each(${place()}) AS w WHERE w.value NOT IN (SELECT value FROM json_each(r.d))))`;
  }
}
