import type { NodeContext } from "../node/node-context.ts";
import type { NodeEffects, NodeValues } from "../node/node-type.ts";
import { NOTHING, readPath } from "../runtime/read-path.ts";
import type { RunResult } from "../runtime/run-result.ts";
import { suggestion } from "../text/closest.ts";
import { describeKind } from "../text/own-keys.ts";
import { effectsOfWorkflow } from "../workflow/node-effects.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { isWorkflow } from "../workflow/workflow-brand.ts";
import { pathSegments } from "../workflow/workflow-graph.ts";
import { type InputMistake, invalidInput } from "./stock-input.ts";

/** A parameter of a node of a nested workflow. */
export interface NestedInput {
  readonly nodeId: string;
  readonly parameter: string;
}

/** A value in the results of a nested workflow. */
export interface NestedOutput {
  readonly nodeId: string;
  readonly segments: readonly string[];
}

/** Something found in a nested workflow, or why it was not. */
export type Found<Thing> =
  | { readonly thing: Thing; readonly mistake?: never }
  | { readonly mistake: InputMistake; readonly thing?: never };

/** What is wrong with a parameter that should hold a built workflow. */
export function workflowMistakes(path: string, value: unknown): readonly InputMistake[] {
  if (isWorkflow(value)) return [];
  return [
    {
      path,
      says: `is a built workflow, not ${describeKind(value)}`,
      fix: "Give what build() or Workflow.fromJSON made",
    },
  ];
}

/** Where the workflow that a node runs leaves something; undefined when it is not known before the run. */
export function nestedEffects({ workflow }: NodeValues): NodeEffects | undefined {
  return isWorkflow(workflow) ? effectsOfWorkflow(workflow) : undefined;
}

/**
 * Finds the parameter that `"nodeId.parameter"` names.
 *
 * @param workflow the nested workflow
 * @param text the name; absent for the only input that the workflow was built to expect
 * @param path where the text stands, for messages
 * @returns the parameter or the mistake
 */
export function findInput(workflow: Workflow, text: unknown, path: string): Found<NestedInput> {
  const expected = [...workflow.expectedInputs].flatMap(([id, names]) => names.map((name) => `${id}.${name}`));
  const wanted = text === undefined && expected.length === 1 ? expected[0] : text;
  const says =
    text === undefined
      ? "is needed: the workflow does not expect exactly one input"
      : "does not name an input of the workflow";
  const fix = "Write \"nodeId.parameter\", or build the workflow with build({ inputs: { nodeId: ['parameter'] } })";
  if (typeof wanted !== "string" || !wanted.includes(".")) return { mistake: { path, says, fix } };
  const dot = wanted.indexOf(".");
  const nodeId = wanted.slice(0, dot);
  const node = workflow.nodes[workflow.graph.indexOf.get(nodeId) ?? -1];
  const parameter = wanted.slice(dot + 1);
  if (node === undefined)
    return {
      mistake: {
        path,
        says: `names no node of the workflow`,
        fix: suggestion(nodeId, [...workflow.graph.indexOf.keys()]),
      },
    };
  const isKnown = Object.hasOwn(node.type.parameters.names, parameter) || node.type.parameters.open;
  if (isKnown && parameter !== "") return { thing: { nodeId, parameter } };
  return {
    mistake: {
      path,
      says: `names no parameter of node "${nodeId}"`,
      fix: suggestion(parameter, Object.keys(node.type.parameters.names)),
    },
  };
}

/**
 * Finds the result that `"nodeId.path"` or `"nodeId"` names.
 *
 * @param workflow the nested workflow
 * @param text the name; absent for the only node that nothing depends on
 * @param path where the text stands, for messages
 * @returns the result or the mistake
 */
export function findOutput(workflow: Workflow, text: unknown, path: string): Found<NestedOutput> {
  const last = workflow.nodes.filter((_, index) => workflow.graph.outgoing[index]?.length === 0);
  const wanted = text === undefined && last.length === 1 ? last[0]?.id : text;
  if (typeof wanted !== "string") {
    const says =
      text === undefined
        ? "is needed: the workflow does not end in exactly one node"
        : "does not name a result of the workflow";
    return { mistake: { path, says, fix: 'Write "nodeId.path", or "nodeId" for the whole result of a node' } };
  }
  const [nodeId = "", ...segments] = pathSegments(wanted);
  if (workflow.graph.indexOf.has(nodeId)) return { thing: { nodeId, segments } };
  return {
    mistake: {
      path,
      says: "names no node of the workflow",
      fix: suggestion(nodeId, [...workflow.graph.indexOf.keys()]),
    },
  };
}

/**
 * The inputs that a nested workflow expects and nobody brings.
 *
 * @param workflow the nested workflow
 * @param brought the inputs that are brought
 * @param path where the workflow stands, for messages
 * @returns a mistake for each
 */
export function unmetInputs(
  workflow: Workflow,
  brought: readonly NestedInput[],
  path: string,
): readonly InputMistake[] {
  const met = new Set(brought.map(({ nodeId, parameter }) => `${nodeId}.${parameter}`));
  const unmet = [...workflow.expectedInputs]
    .flatMap(([id, names]) => names.map((name) => `${id}.${name}`))
    .filter((name) => !met.has(name));
  return unmet.map((name) => ({
    path,
    says: `expects the input "${name}", which nothing brings`,
    fix: `Bring "${name}", or give it a static value inside the workflow`,
  }));
}

/** Where a selected value is missing. */
export interface SelectionPlace {
  readonly type: string;
  readonly path: string;
  readonly context: NodeContext;
}

/**
 * Takes a value out of the results of a nested run.
 *
 * @param result what the run gave
 * @param output which value
 * @param place for the message when it is not there
 * @returns the value; `null` when its node did not run
 * @throws NODE.INVALID_INPUT when its node ran and gave nothing of that path
 */
export function selectOutput(result: RunResult, output: NestedOutput, place: SelectionPlace): unknown {
  if (!Object.hasOwn(result.results, output.nodeId)) return null;
  const whole: unknown = result.results[output.nodeId];
  if (output.segments.length === 0) return whole ?? null;
  const value = readPath(whole, output.segments);
  if (value !== NOTHING) return value;
  const says = `names "${output.segments.join(".")}" of node "${output.nodeId}", where there is nothing`;
  throw invalidInput(place.type, place.context, [{ path: place.path, says, fix: "Name a key that the node gives" }]);
}
