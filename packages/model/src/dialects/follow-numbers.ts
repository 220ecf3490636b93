import type { DialectName } from "@dataflow/core";
import { POSTGRES_FOLLOW_NUMBERS } from "./postgres/follow-numbers.ts";

/** The statement after which a table's own numbers go on behind those that were given; absent where they do so by themselves. */
export const FOLLOW_NUMBERS: Readonly<Record<DialectName, string | undefined>> = Object.freeze({
  sqlite: undefined,
  postgres: POSTGRES_FOLLOW_NUMBERS,
});
