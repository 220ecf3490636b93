import type { ArrayNode, ArrayTest } from "../../ast/array-node.ts";
import {
  bindElements,
  type ElementForms,
  type ElementsTest,
  elementColumns,
  elementsShape,
  printElements,
} from "../element-condition.ts";
import type { LeafForm, NextPlaceholder } from "../query-dialect.ts";
import { type SqliteCodec, sqliteCodec } from "./codecs/codec.ts";
import { elementText } from "./element-text.ts";

const elementOf = elementColumns(sqliteCodec, (field) =>
  field.type.kind === "array" ? elementText('"e"."value"', field, field.type.element) : '"e"."value"',
);

/**
 * Arrays as JSON text, written in one way only, so that equal ones are equal texts.
 *
 * @param forms what can be asked of an element
 * @returns the form
 */
export function arrayForm(forms: ElementForms<SqliteCodec>): LeafForm<ArrayNode, SqliteCodec> {
  return {
    shape: ({ test }) => (test.kind === "some" ? elementsShape(test, forms) : test.kind),
    bind: ({ test }, column, parameters) => {
      if (test.kind === "some") bindElements(test, elementOf(column), forms, parameters);
      else parameters.push(test.kind === "size" ? test.length : column.codec.encode(test.values));
    },
    print: ({ test }, column, place, isNegated) => {
      if (test.kind === "some") {
        const condition = printElements(test, elementOf(column), forms, place);
        return `${isNegated ? "NOT " : ""}EXISTS (SELECT 1 FROM (SELECT ${column.sql} AS d) AS r, json_each(r.d) AS "e" WHERE ${condition})`;
      }
      const text = arrayText(test, column.sql, place);
      return isNegated ? `(${text}) IS NOT TRUE` : text;
    },
  };
}

/** The column gets a name of its own first: json_each has hidden columns, and one of them might be called the same. */
function arrayText(test: Exclude<ArrayTest, ElementsTest>, column: string, place: NextPlaceholder): string {
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
