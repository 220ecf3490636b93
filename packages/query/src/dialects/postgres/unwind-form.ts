import type { ScalarColumnType } from "@dataflow/core";
import type { Column, UnwindText } from "../query-dialect.ts";
import type { PostgresCodec } from "./codecs/codec.ts";

/** How PostgreSQL makes a row of each element of an array. */
export function postgresUnwind(
  { sql }: Column<PostgresCodec>,
  _element: ScalarColumnType,
  keepsEmpty: boolean,
): UnwindText {
  const join = keepsEmpty ? "LEFT JOIN LATERAL" : "CROSS JOIN LATERAL";
  return {
    join: ` ${join} unnest(${sql}) WITH ORDINALITY AS "u"("v", "n")${keepsEmpty ? " ON TRUE" : ""}`,
    element: '"u"."v"',
    index: '("u"."n" - 1)::integer',
  };
}
