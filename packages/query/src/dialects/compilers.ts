import type { DialectName } from "@dataflow/core";
import { createStatementCompiler, type StatementCompiler } from "../compiler/statement-compiler.ts";
import { DIALECTS } from "./dialects.ts";

/** The compiler of each dialect. */
export const COMPILERS: Readonly<Record<DialectName, StatementCompiler>> = Object.freeze({
  postgres: createStatementCompiler(DIALECTS.postgres),
  sqlite: createStatementCompiler(DIALECTS.sqlite),
});
