import type { NodeContext } from "../node/node-context.ts";
import type { NodeLookup, NodeType, NodeValues } from "../node/node-type.ts";
import { isNodeType } from "../node/node-type-check.ts";
import { runNested, SINGLE_NODE_ID, singleNodeWorkflow } from "../runtime/nested-run.ts";
import { suggestion } from "../text/closest.ts";
import { isWholeNumber } from "../text/number-range.ts";
import { describeKind, isPlainObject } from "../text/own-keys.ts";
import { effectsOf } from "../workflow/node-effects.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { type Items, mapConcurrently } from "./map-concurrently.ts";
import {
  findInput,
  findOutput,
  type NestedInput,
  type NestedOutput,
  nestedEffects,
  selectOutput,
  unmetInputs,
  workflowMistakes,
} from "./nested-workflow.ts";
import { type InputMistake, inputFindings, refuseMistakes } from "./stock-input.ts";

/** What a `MapNode` takes. */
export interface MapNodeInput {
  /** A list, or any iterable; an async one is read as there is room. */
  readonly items: Items;
  /** What to do with each item: a workflow … */
  readonly workflow?: Workflow;
  /** … or a node, by the name of its type or itself. */
  readonly node?: string | NodeType<never>;
  /** The static parameters of the node. */
  readonly parameters?: NodeValues;
  /** What the item fills: `"nodeId.parameter"` of the workflow (default: its only expected input), or a parameter of the node (default `"item"`). */
  readonly itemInput?: string;
  /** What is kept of each run of the workflow: `"nodeId.path"`. Default: the result of its only last node. */
  readonly output?: string;
  /** How many items are worked on at a time. Default 8. */
  readonly concurrency?: number;
}

/** What a `MapNode` gives. */
export interface MapNodeResult {
  /** One result for each item, in the order of the items. */
  readonly items: readonly unknown[];
  readonly count: number;
}

/** Runs a workflow or a node for each item. */
export const mapNode: NodeType<MapNodeInput, MapNodeResult, "MapNode"> = Object.freeze<
  NodeType<MapNodeInput, MapNodeResult, "MapNode">
>({
  type: "MapNode",
  description: "Runs a workflow or a node for each item, several at a time",
  parameters: {
    names: {
      items: { required: true, description: "a list or any iterable" },
      workflow: { required: false, description: "what is run for each item" },
      node: { required: false, description: "or a node, by the name of its type or itself" },
      parameters: { required: false, description: "the static parameters of the node" },
      itemInput: {
        required: false,
        description: 'what the item fills: "nodeId.parameter", or a parameter of the node',
      },
      output: { required: false, description: 'what is kept of each run: "nodeId.path"' },
      concurrency: { required: false, description: "how many items at a time; 8" },
    },
    open: false,
    // A node's own parameters may hold functions; that node says whether it takes them.
    functions: true,
  },
  results: ["items", "count"],
  effects: (parameters: NodeValues, nodes: NodeLookup) => {
    const { node, parameters: own = {} } = parameters;
    const type = typeof node === "string" ? nodes.get(node) : node;
    return isNodeType(type) ? effectsOf(type, isPlainObject(own) ? own : {}, nodes) : nestedEffects(parameters);
  },
  check: (parameters: NodeValues, connected: ReadonlySet<string>, nodes: NodeLookup) =>
    inputFindings(mapMistakes(parameters, connected, nodes)),
  run: async (input, context) => {
    const given = { ...input };
    refuseMistakes("MapNode", context, mapMistakes(given, new Set()));
    const step = input.workflow === undefined ? nodeStep(input, context) : workflowStep(input.workflow, given);
    const items = await mapConcurrently(input.items, {
      concurrency: input.concurrency ?? 8,
      signal: context.signal,
      work: async (item, index) => {
        const inputs = { [step.input.nodeId]: { [step.input.parameter]: item } };
        const result = await runNested(context, step.workflow, { inputs, label: `[${index}]` });
        return selectOutput(result, step.output, { type: "MapNode", path: "output", context });
      },
    });
    return { items, count: items.length };
  },
});

/** What is done with each item. */
interface MapStep {
  readonly workflow: Workflow;
  readonly input: NestedInput;
  readonly output: NestedOutput;
}

function workflowStep(workflow: Workflow, given: NodeValues): MapStep {
  const input = findInput(workflow, given.itemInput, "itemInput").thing;
  const output = findOutput(workflow, given.output, "output").thing;
  if (input === undefined || output === undefined) throw new Error("unreachable: the parameters have been checked");
  return { workflow, input, output };
}

function nodeStep({ node = "", parameters = {}, itemInput = "item" }: MapNodeInput, context: NodeContext): MapStep {
  const workflow = singleNodeWorkflow(context, node, { parameters, inputs: [itemInput] });
  return {
    workflow,
    input: { nodeId: SINGLE_NODE_ID, parameter: itemInput },
    output: { nodeId: SINGLE_NODE_ID, segments: [] },
  };
}

/** Names in `connected` will be filled later; what is not there yet is only missing when nothing fills it. */
function mapMistakes(given: NodeValues, connected: ReadonlySet<string>, nodes?: NodeLookup): readonly InputMistake[] {
  const has = (name: string) => Object.hasOwn(given, name);
  const mistakes: InputMistake[] = [];
  const refuse = (path: string, says: string, fix: string) => mistakes.push({ path, says, fix });
  if (has("items") && !isIterable(given.items))
    refuse("items", `is a list or an iterable, not ${describeKind(given.items)}`, "Give an array or an async iterable");
  if (has("concurrency") && !isWholeNumber(given.concurrency, 1, 10_000))
    refuse("concurrency", "is a whole number from 1 to 10,000", "Give such a number");
  if (has("itemInput") && typeof given.itemInput !== "string")
    refuse("itemInput", `is a name, not ${describeKind(given.itemInput)}`, 'Write "nodeId.parameter"');
  const isNode = has("node") || connected.has("node");
  const isWorkflow = has("workflow") || connected.has("workflow");
  if (isNode === isWorkflow)
    refuse("workflow", isNode ? "and node cannot both be given" : "or node is needed", "Give one of workflow and node");
  else if (has("workflow")) mistakes.push(...workflowStepMistakes(given));
  else if (has("node")) mistakes.push(...nodeStepMistakes(given, nodes));
  return mistakes;
}

function isIterable(value: unknown): boolean {
  return typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
}

function workflowStepMistakes(given: NodeValues): readonly InputMistake[] {
  const wrong = workflowMistakes("workflow", given.workflow);
  if (wrong.length > 0) return wrong;
  const mistakes: InputMistake[] = [];
  // It has just been found to be one.
  const workflow = given.workflow as Workflow;
  const input = findInput(workflow, given.itemInput, "itemInput");
  const output = findOutput(workflow, given.output, "output");
  if (Object.hasOwn(given, "parameters"))
    mistakes.push({ path: "parameters", says: "belongs to node, not to workflow", fix: "Remove it" });
  if (input.mistake !== undefined) mistakes.push(input.mistake);
  else mistakes.push(...unmetInputs(workflow, [input.thing], "workflow"));
  if (output.mistake !== undefined) mistakes.push(output.mistake);
  return mistakes;
}

function nodeStepMistakes(given: NodeValues, nodes: NodeLookup | undefined): readonly InputMistake[] {
  const mistakes: InputMistake[] = [];
  const { node, parameters } = given;
  if (Object.hasOwn(given, "output"))
    mistakes.push({ path: "output", says: "belongs to workflow, not to node", fix: "Remove it" });
  if (Object.hasOwn(given, "parameters") && !isPlainObject(parameters)) {
    mistakes.push({
      path: "parameters",
      says: `is an object, not ${describeKind(parameters)}`,
      fix: 'Write { name: "value" }',
    });
  }
  if (typeof node === "string") {
    const isUnknown = nodes !== undefined && nodes.get(node) === undefined;
    if (isUnknown)
      mistakes.push({
        path: "node",
        says: `names no node type: "${node.slice(0, 80)}"`,
        fix: suggestion(node, nodes.names()),
      });
  } else if (!isNodeType(node)) {
    mistakes.push({
      path: "node",
      says: `is ${describeKind(node)}, not a node type or its name`,
      fix: "Give a name or what defineNode made",
    });
  }
  return mistakes;
}
