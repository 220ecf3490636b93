import type { ArrayNode } from "../../ast/array-node.ts";
import type { LeafForm } from "../query-dialect.ts";
import type { PostgresCodec } from "./codecs/codec.ts";

const OPERATORS = { all: "@>", overlap: "&&", equals: "=" } as const;

/** Arrays of PostgreSQL; an index on the column (GIN) serves what asks for elements. */
export const arrayForm: LeafForm<ArrayNode, PostgresCodec> = {
  shape: ({ test }) => test.kind,
  bind: ({ test }, column, parameters) => {
    parameters.push(test.kind === "size" ? test.length : column.codec.encode(test.values));
  },
  print: ({ test }, column, place, isNegated) => {
    const text =
      test.kind === "size"
        ? `cardinality(${column.sql}) = ${place()}`
        : `${column.sql} ${OPERATORS[test.kind]} ${place()}::${column.codec.sqlType}`;
    return isNegated ? `(${text}) IS NOT TRUE` : text;
  },
};
