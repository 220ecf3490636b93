import type { MaybePromise } from "../node/maybe-promise.ts";
import type { NodeContext } from "../node/node-context.ts";
import type { NodeType, NodeValues } from "../node/node-type.ts";
import { describeKind } from "../text/own-keys.ts";
import type { UntypedOutput } from "../workflow/untyped-output.ts";
import { type InputMistake, inputFindings, refuseMistakes } from "./stock-input.ts";

/** What a `FunctionNode` takes: a function, and any inputs for it. */
export interface FunctionNodeInput {
  readonly function: (input: UntypedOutput, context: NodeContext) => unknown;
  readonly [input: string]: unknown;
}

/** Runs a function of yours. A workflow with one cannot be stored as JSON; {@link defineNode} makes one that can. */
export const functionNodeType: NodeType<FunctionNodeInput, UntypedOutput, "FunctionNode"> = Object.freeze<
  NodeType<FunctionNodeInput, UntypedOutput, "FunctionNode">
>({
  type: "FunctionNode",
  description: "Runs a function with the node's other inputs",
  parameters: { names: { function: { required: true, function: true, description: "(input) => result" } }, open: true },
  check: (parameters: NodeValues) => inputFindings(functionMistakes(parameters)),
  run: ({ function: body, ...inputs }, context) => {
    refuseMistakes("FunctionNode", context, functionMistakes({ function: body }));
    // Inputs come from connections whose types nobody knows, and so does what the function gives.
    return body(inputs as UntypedOutput, context) as MaybePromise<UntypedOutput>;
  },
});

function functionMistakes(parameters: NodeValues): readonly InputMistake[] {
  const given = parameters.function;
  if (!Object.hasOwn(parameters, "function") || typeof given === "function") return [];
  return [{ path: "function", says: `is a function, not ${describeKind(given)}`, fix: "Give function: (input) => …" }];
}

/**
 * Makes a node of one function, with the types of its input and its result.
 *
 * @param body the function; its input is what is connected to the node and its static parameters
 * @returns a node type for `addNode`; a workflow with it cannot be stored as JSON
 * @example
 * ```ts
 * import { functionNode, WorkflowBuilder } from "@dataflow/core";
 *
 * const total = functionNode((input: { net: number; tax: number }) => ({ gross: input.net + input.tax }));
 * const workflow = new WorkflowBuilder().addNode(total, "total", { net: 100, tax: 19 }).build();
 * ```
 */
export function functionNode<Input extends object = NodeValues, Output = unknown>(
  body: (input: Input, context: NodeContext) => MaybePromise<Output>,
): NodeType<Input, Output, "FunctionNode"> {
  return Object.freeze({
    type: "FunctionNode",
    description: "Runs a function with the node's inputs",
    parameters: { names: {}, open: true },
    run: body,
  });
}
