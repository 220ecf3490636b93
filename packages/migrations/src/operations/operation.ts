import type { Diagnostic } from "@dataflow/core";
import type { DdlDialect } from "../dialects/ddl-dialect.ts";
import type { MigrationStep, OperationKind } from "./migration-step.ts";

/** One change of a schema: what is wrong with it, and the steps that make it. Neither touches a database. */
export interface Operation {
  readonly kind: OperationKind;
  /** Everything that makes the change impossible or senseless. */
  validate(dialect: DdlDialect): readonly Diagnostic[];
  /** The steps, in order, in the dialect's SQL. */
  plan(dialect: DdlDialect): readonly MigrationStep[];
}
