import type { AssignmentForm } from "../query-dialect.ts";
import type { PostgresCodec } from "./codecs/codec.ts";
import { BYTEWISE } from "./leaf-forms.ts";

/** How PostgreSQL changes a column. Its own types watch over ranges and round decimals to their scale. */
export const postgresAssignments: AssignmentForm<PostgresCodec> = {
  bind: ({ operator, value }, { codec }, parameters) => {
    if (operator !== "currentTimestamp") parameters.push(value === null ? null : codec.encode(value));
  },
  print: ({ operator }, { sql, codec, field }, place) => {
    const isText = field.type.kind === "text" || field.type.kind === "enum";
    switch (operator) {
      case "set":
        return place();
      case "inc":
        return `coalesce(${sql}, 0) + ${place()}::${codec.sqlType}`;
      case "mul":
        return `coalesce(${sql}, 0) * ${place()}::${codec.sqlType}`;
      case "min":
        return `least(${sql}, ${place()}::${codec.sqlType}${isText ? BYTEWISE : ""})`;
      case "max":
        return `greatest(${sql}, ${place()}::${codec.sqlType}${isText ? BYTEWISE : ""})`;
      case "currentTimestamp":
        return "date_trunc('milliseconds', statement_timestamp())";
    }
  },
};
