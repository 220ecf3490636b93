import type { NodeType, NodeValues } from "../node/node-type.ts";
import { runNested } from "../runtime/nested-run.ts";
import { suggestion } from "../text/closest.ts";
import { describeKind, isPlainObject } from "../text/own-keys.ts";
import type { Workflow } from "../workflow/workflow.ts";
import {
  type Found,
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

/** What a `WorkflowNode` takes: a workflow, and values for its inputs. */
export interface WorkflowNodeInput {
  readonly workflow: Workflow;
  /** Name → `"nodeId.parameter"` of the workflow. Default: the expected inputs by the names of their parameters. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Name → `"nodeId.path"` of its results. Default: all results by node id. */
  readonly outputs?: Readonly<Record<string, string>>;
  readonly [input: string]: unknown;
}

/** What a `WorkflowNode` gives: its outputs by name. */
export interface WorkflowNodeResult {
  readonly [output: string]: unknown;
}

const OWN_NAMES = ["workflow", "inputs", "outputs"];

/** Runs a workflow as one node of another. */
export const workflowNode: NodeType<WorkflowNodeInput, WorkflowNodeResult, "WorkflowNode"> = Object.freeze<
  NodeType<WorkflowNodeInput, WorkflowNodeResult, "WorkflowNode">
>({
  type: "WorkflowNode",
  description: "Runs a workflow as one node of another",
  parameters: {
    names: {
      workflow: { required: true, description: "what is run" },
      inputs: { required: false, description: 'name → "nodeId.parameter" of the workflow' },
      outputs: { required: false, description: 'name → "nodeId.path" of its results' },
    },
    open: true,
  },
  effects: nestedEffects,
  resultKeys: (parameters: NodeValues) => {
    if (workflowMistakes("workflow", parameters.workflow).length > 0) return undefined;
    return [...outputsOf(parameters).keys()];
  },
  check: (parameters: NodeValues, connected: ReadonlySet<string>) =>
    inputFindings(nestingMistakes(parameters, connected)),
  run: async (input, context) => {
    const given = { ...input };
    refuseMistakes("WorkflowNode", context, nestingMistakes(given, new Set()));
    const inputs: Record<string, Record<string, unknown>> = {};
    for (const [name, { thing }] of inputsOf(given)) {
      if (thing !== undefined && Object.hasOwn(given, name))
        inputs[thing.nodeId] = { ...inputs[thing.nodeId], [thing.parameter]: given[name] };
    }
    const result = await runNested(context, input.workflow, { inputs });
    const outputs = [...outputsOf(given)].map(([name, { thing }]): [string, unknown] => {
      if (thing === undefined) throw new Error("unreachable: the parameters have been checked");
      return [name, selectOutput(result, thing, { type: "WorkflowNode", path: `outputs.${name}`, context })];
    });
    return Object.fromEntries(outputs);
  },
});

function mapping(value: unknown): readonly [string, unknown][] {
  return isPlainObject(value) ? Object.entries(value) : [];
}

function inputsOf(given: NodeValues): ReadonlyMap<string, Found<NestedInput>> {
  // Only called for what has been found to be a workflow.
  const workflow = given.workflow as Workflow;
  if (Object.hasOwn(given, "inputs")) {
    return new Map(
      mapping(given.inputs).map(([name, text]) => [name, findInput(workflow, text ?? "", `inputs.${name}`)]),
    );
  }
  const expected = [...workflow.expectedInputs].flatMap(([id, names]) => names.map((name) => ({ id, name })));
  return new Map(expected.map(({ id, name }) => [name, findInput(workflow, `${id}.${name}`, `inputs.${name}`)]));
}

function outputsOf(given: NodeValues): ReadonlyMap<string, Found<NestedOutput>> {
  // Only called for what has been found to be a workflow.
  const workflow = given.workflow as Workflow;
  const all = workflow.nodes.map(({ id }): [string, unknown] => [id, id]);
  const wanted = Object.hasOwn(given, "outputs") ? mapping(given.outputs) : all;
  return new Map(wanted.map(([name, text]) => [name, findOutput(workflow, text ?? "", `outputs.${name}`)]));
}

function nestingMistakes(given: NodeValues, connected: ReadonlySet<string>): readonly InputMistake[] {
  if (!Object.hasOwn(given, "workflow")) return [];
  const wrong = workflowMistakes("workflow", given.workflow);
  if (wrong.length > 0) return wrong;
  const mistakes = [...mappingMistakes(given, "inputs"), ...mappingMistakes(given, "outputs"), ...ambiguity(given)];
  const inputs = inputsOf(given);
  for (const found of [...inputs.values(), ...outputsOf(given).values()])
    if (found.mistake !== undefined) mistakes.push(found.mistake);
  const brought = [...Object.keys(given), ...connected].filter((name) => !OWN_NAMES.includes(name));
  for (const name of brought) {
    if (!inputs.has(name))
      mistakes.push({ path: name, says: "is not an input of the workflow", fix: suggestion(name, [...inputs.keys()]) });
  }
  const met = brought.flatMap((name) => inputs.get(name)?.thing ?? []);
  // The workflow is a value of this process, not text from outside: it has been checked above.
  return [...mistakes, ...unmetInputs(given.workflow as Workflow, met, "workflow")];
}

function mappingMistakes(given: NodeValues, name: string): readonly InputMistake[] {
  if (!Object.hasOwn(given, name) || isPlainObject(given[name])) return [];
  return [
    {
      path: name,
      says: `is an object, not ${describeKind(given[name])}`,
      fix: `Write ${name}: { name: "nodeId.name" }`,
    },
  ];
}

/** Two nodes may expect a parameter of one name; then only a mapping can tell them apart. */
function ambiguity(given: NodeValues): readonly InputMistake[] {
  if (Object.hasOwn(given, "inputs")) return [];
  // Only called for what has been found to be a workflow.
  const names = [...(given.workflow as Workflow).expectedInputs.values()].flat();
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [...new Set(twice)].map((name) => ({
    path: "inputs",
    says: `is needed: two nodes of the workflow expect "${name}"`,
    fix: `Write inputs: { someName: "nodeId.${name}" }`,
  }));
}
