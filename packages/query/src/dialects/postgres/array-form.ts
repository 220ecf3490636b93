import type { ArrayNode } from "../../ast/array-node.ts";
import { bindElements, type ElementForms, elementColumns, elementsShape, printElements } from "../element-condition.ts";
import type { LeafForm } from "../query-dialect.ts";
import { type PostgresCodec, postgresCodec } from "./codecs/codec.ts";

const OPERATORS = { all: "@>", overlap: "&&", equals: "=" } as const;
const elementOf = elementColumns(postgresCodec, () => '"e"."v"');

/**
 * Arrays of PostgreSQL; an index on the column (GIN) serves what asks for elements by value.
 *
 * @param forms what can be asked of an element
 * @returns the form
 */
export function arrayForm(forms: ElementForms<PostgresCodec>): LeafForm<ArrayNode, PostgresCodec> {
  return {
    shape: ({ test }) => (test.kind === "some" ? elementsShape(test, forms) : test.kind),
    bind: ({ test }, column, parameters) => {
      if (test.kind === "some") bindElements(test, elementOf(column), forms, parameters);
      else parameters.push(test.kind === "size" ? test.length : column.codec.encode(test.values));
    },
    print: ({ test }, column, place, isNegated) => {
      if (test.kind === "some") {
        const condition = printElements(test, elementOf(column), forms, place);
        return `${isNegated ? "NOT " : ""}EXISTS (SELECT 1 FROM unnest(${column.sql}) AS "e"("v") WHERE ${condition})`;
      }
      const text =
        test.kind === "size"
          ? `cardinality(${column.sql}) = ${place()}`
          : `${column.sql} ${OPERATORS[test.kind]} ${place()}::${column.codec.sqlType}`;
      return isNegated ? `(${text}) IS NOT TRUE` : text;
    },
  };
}
