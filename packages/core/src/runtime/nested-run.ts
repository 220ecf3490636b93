import { runtimeErrors } from "../errors/runtime-errors.ts";
import type { MaybePromise } from "../node/maybe-promise.ts";
import type { NodeContext } from "../node/node-context.ts";
import type { NodeType, NodeValues } from "../node/node-type.ts";
import type { Workflow } from "../workflow/workflow.ts";
import type { RunResult } from "./run-result.ts";

/** What a nested run is given. */
export interface NestedRunOptions {
  /** Node id → parameter → value. */
  readonly inputs?: Readonly<Record<string, NodeValues>>;
  /** Tells several nested runs of one node apart in events: `"[3]"`. */
  readonly label?: string;
}

/** A node's context inside a run, which can start further runs. */
export interface NestingContext extends NodeContext {
  runNested(workflow: Workflow, options: NestedRunOptions): MaybePromise<RunResult>;
  singleNodeWorkflow(node: string | NodeType<never>, parameters: NodeValues, inputs: readonly string[]): Workflow;
}

/** The id of the only node of a workflow made by {@link singleNodeWorkflow}. */
export const SINGLE_NODE_ID = "node";

/**
 * Runs a workflow inside the node that is running: with the same context, signal and transaction, counted towards the depth limit.
 *
 * @param context what the node was given beside its input
 * @param workflow what to run
 * @param options inputs, and a label for events
 * @returns what the nested run gave
 * @throws RUNTIME.NO_RUN when the context does not come from a runtime
 * @throws RUNTIME.TOO_DEEP when workflows are nested too deeply
 * @example
 * ```ts
 * import { defineNode, runNested, WorkflowBuilder } from "@dataflow/core";
 *
 * const inner = new WorkflowBuilder().addNode("MergeNode", "pair", { a: 1, b: 2 }).build();
 * const outer = defineNode({ type: "OuterNode", run: async (_input, context) => (await runNested(context, inner)).results });
 * ```
 */
export function runNested<Nodes>(
  context: NodeContext,
  workflow: Workflow<Nodes>,
  options: NestedRunOptions = {},
): MaybePromise<RunResult<Nodes>> {
  // The results are those of this very workflow; a run does not carry the types of its nodes.
  return nestingContext(context).runNested(workflow as unknown as Workflow, options) as MaybePromise<RunResult<Nodes>>;
}

/**
 * Makes a workflow of one node, with the node types of the workflow that is running.
 *
 * @param context what the running node was given beside its input
 * @param node the type of the one node, by name or itself
 * @param given its static parameters, and the names of those that each run will bring
 * @returns the workflow; its node has the id {@link SINGLE_NODE_ID}
 * @throws WORKFLOW.INVALID when the node's type or parameters have mistakes
 */
export function singleNodeWorkflow(
  context: NodeContext,
  node: string | NodeType<never>,
  given: { readonly parameters: NodeValues; readonly inputs: readonly string[] },
): Workflow {
  return nestingContext(context).singleNodeWorkflow(node, given.parameters, given.inputs);
}

function nestingContext(context: NodeContext): NestingContext {
  if (isNestingContext(context)) return context;
  throw runtimeErrors.create("NO_RUN", {
    message: `Node "${context.nodeId}" starts a nested workflow outside a run`,
    why: "a nested run shares the signal, the context and the transaction of the run around it, and there is none",
    fix: "Run the node in a workflow, with new LocalRuntime().execute(workflow)",
  });
}

function isNestingContext(context: NodeContext): context is NestingContext {
  return "runNested" in context && "singleNodeWorkflow" in context;
}
