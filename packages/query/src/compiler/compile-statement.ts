import type { DialectName } from "@dataflow/core";
import type { CompiledStatement } from "../statement/compiled-statement.ts";
import type { Statement } from "../statement/statement.ts";

export function compileStatement(_statement: Statement, _dialect: DialectName): CompiledStatement {
  throw new Error("compileStatement: in progress");
}
