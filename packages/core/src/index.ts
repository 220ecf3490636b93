export { assertNever } from "./errors/assert-never.ts";
export { DataFlowError, type DataFlowErrorInit, isDataFlowError } from "./errors/dataflow-error.ts";
export type { Diagnostic } from "./errors/diagnostic.ts";
export { defineErrors, type ErrorCatalog, type ErrorCodeOf, type ErrorKind } from "./errors/error-catalog.ts";
export { nodeErrors } from "./errors/node-errors.ts";
export { runtimeErrors } from "./errors/runtime-errors.ts";
export { type WorkflowErrorCode, workflowErrors } from "./errors/workflow-errors.ts";
export { createNodeRegistry } from "./node/create-node-registry.ts";
export { defineNode, type NodeDefinition } from "./node/define-node.ts";
export type { MaybePromise } from "./node/maybe-promise.ts";
export type { NodeContext, RunContext } from "./node/node-context.ts";
export type { NodeRegistry } from "./node/node-registry.ts";
export {
  enclosingScope,
  type NodeScope,
  openScope,
  type ScopeRole,
} from "./node/node-scope.ts";
export type { NodeSource, NodeTypeMap, RunScopeOptions } from "./node/node-source.ts";
export { type NodeTypesOf, nodeSourceOf } from "./node/node-source-of.ts";
export type { NodeEffects, NodeLookup, NodeType, NodeValues, ParameterSpec, ParametersSpec } from "./node/node-type.ts";
export { isNodeType } from "./node/node-type-check.ts";
export { type FunctionNodeInput, functionNode, functionNodeType } from "./nodes/function-node.ts";
export { type HttpRequestInput, type HttpRequestResult, httpRequestNode } from "./nodes/http-request-node.ts";
export { type LoopCondition, type LoopNodeInput, type LoopNodeResult, loopNode } from "./nodes/loop-node.ts";
export { type MapNodeInput, type MapNodeResult, mapNode } from "./nodes/map-node.ts";
export { type MergeMode, type MergeNodeInput, type MergeNodeResult, mergeNode } from "./nodes/merge-node.ts";
export type { StockNodeTypes } from "./nodes/stock-node-types.ts";
export { stockNodes } from "./nodes/stock-nodes.ts";
export type { SwitchCondition, SwitchOperators, SwitchScalar } from "./nodes/switch-condition.ts";
export { type SwitchCase, type SwitchNodeInput, type SwitchNodeResult, switchNode } from "./nodes/switch-node.ts";
export { type WorkflowNodeInput, type WorkflowNodeResult, workflowNode } from "./nodes/workflow-node.ts";
export { LocalRuntime } from "./runtime/local-runtime.ts";
export { type NestedRunOptions, runNested } from "./runtime/nested-run.ts";
export { type RunClock, systemClock } from "./runtime/run-clock.ts";
export type {
  NodeEndEvent,
  NodeRetryEvent,
  NodeSkipEvent,
  NodeStartEvent,
  RunEndEvent,
  RunEvent,
  RunListener,
  RunStartEvent,
} from "./runtime/run-event.ts";
export type { ExecuteOptions, LocalRuntimeOptions } from "./runtime/run-options.ts";
export type { RunResult } from "./runtime/run-result.ts";
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
  TextIndex,
  UniqueConstraint,
} from "./schema/table.ts";
export { closest, suggestion } from "./text/closest.ts";
export { lateExpression } from "./text/late-expression.ts";
export { describeKind, hasKeys, isPlainObject } from "./text/own-keys.ts";
export type {
  JsonValue,
  WorkflowConnectionJson,
  WorkflowJson,
  WorkflowNodeJson,
} from "./workflow/json/workflow-json.ts";
export type { NodeOptions, RetryOptions } from "./workflow/node-options.ts";
export type {
  CheckedInput,
  ConnectedValueDoesNotFit,
  ExpectedInputsOf,
  InputNameOf,
  InputOf,
  IsUntypedSource,
  NodeEntry,
  NodeIdOf,
  NodeNameOf,
  NodeShape,
  NoNodes,
  OutputOf,
  ResultsOf,
  RunInputsOf,
  ShapeOf,
  StaticParameters,
} from "./workflow/node-shape.ts";
export type { CheckedPath, NoSuchPath, ValueAt } from "./workflow/result-path.ts";
export type { IsUntyped, UntypedOutput } from "./workflow/untyped-output.ts";
export { Workflow } from "./workflow/workflow.ts";
export { isWorkflow } from "./workflow/workflow-brand.ts";
export { type BuildOptions, WorkflowBuilder } from "./workflow/workflow-builder.ts";
export type { GraphEdge, WorkflowGraph } from "./workflow/workflow-graph.ts";
export type { ExpectedInputs, WorkflowConnection, WorkflowNode } from "./workflow/workflow-node.ts";
