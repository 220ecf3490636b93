export { assertNever } from "./errors/assert-never.ts";
export { DataFlowError, type DataFlowErrorInit, isDataFlowError } from "./errors/dataflow-error.ts";
export type { Diagnostic } from "./errors/diagnostic.ts";
export { defineErrors, type ErrorCatalog, type ErrorCodeOf, type ErrorKind } from "./errors/error-catalog.ts";
export type { MaybePromise } from "./node/maybe-promise.ts";
export type { NodeContext, RunContext } from "./node/node-context.ts";
export type { NodeRegistry } from "./node/node-registry.ts";
export type { NodeSource, NodeTypeMap, RunScopeOptions } from "./node/node-source.ts";
export type { NodeType, NodeValues, ParameterSpec, ParametersSpec } from "./node/node-type.ts";
export type { Column, ColumnDefault, LiteralValue } from "./schema/column.ts";
export type { ColumnKind, ColumnType, ScalarColumnType } from "./schema/column-type.ts";
export type { DialectName } from "./schema/dialect-name.ts";
export { fitIdentifier, identifierProblem, MAX_IDENTIFIER_BYTES } from "./schema/identifier.ts";
export type { Schema } from "./schema/schema.ts";
export type {
  ForeignKey,
  IndexColumn,
  PrimaryKey,
  ReferentialAction,
  Table,
  TableIndex,
  UniqueConstraint,
} from "./schema/table.ts";
export { closest, suggestion } from "./text/closest.ts";
