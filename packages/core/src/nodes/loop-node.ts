import type { NodeContext } from "../node/node-context.ts";
import type { NodeType, NodeValues } from "../node/node-type.ts";
import { eventLoopTurn, STEPS_PER_TURN } from "../runtime/event-loop-turn.ts";
import { runNested } from "../runtime/nested-run.ts";
import { NOTHING, readPath } from "../runtime/read-path.ts";
import { suggestion } from "../text/closest.ts";
import { isWholeNumber } from "../text/number-range.ts";
import { describeKind, isPlainObject } from "../text/own-keys.ts";
import { pathProblem } from "../workflow/rules/connection-rule.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { pathSegments } from "../workflow/workflow-graph.ts";
import {
  findInput,
  findOutput,
  nestedEffects,
  selectOutput,
  unmetInputs,
  workflowMistakes,
} from "./nested-workflow.ts";
import { type InputMistake, inputFindings, refuseMistakes } from "./stock-input.ts";
import { conditionProblem, type SwitchScalar, satisfies } from "./switch-condition.ts";

/** When a loop is over: the value at a path of the loop's value equals another. */
export interface LoopCondition {
  readonly path: string;
  readonly equals: SwitchScalar;
}

/** What a `LoopNode` takes. */
export interface LoopNodeInput {
  /** What is run again and again. */
  readonly workflow: Workflow;
  /** The value of the first round. */
  readonly initial: unknown;
  /** Looked at after each round: a function of the new value and the number of rounds, or a path and what is there in the end. */
  readonly until: ((value: unknown, iterations: number) => boolean) | LoopCondition;
  /** Default 100. */
  readonly maxIterations?: number;
  /** What the value fills: `"nodeId.parameter"`. Default: the only expected input of the workflow. */
  readonly valueInput?: string;
  /** The value of the next round: `"nodeId.path"`. Default: the result of the only last node. */
  readonly output?: string;
}

/** What a `LoopNode` gives. */
export interface LoopNodeResult {
  /** The value of the last round. */
  readonly value: unknown;
  readonly iterations: number;
  /** Whether the condition was met, or the limit reached before. */
  readonly stopped: "condition" | "limit";
}

/** Runs a workflow again with its own result, until a condition is met or a limit is reached. */
export const loopNode: NodeType<LoopNodeInput, LoopNodeResult, "LoopNode"> = Object.freeze<
  NodeType<LoopNodeInput, LoopNodeResult, "LoopNode">
>({
  type: "LoopNode",
  description: "Runs a workflow again with its own result, until a condition or a limit",
  parameters: {
    names: {
      workflow: { required: true, description: "what is run again and again" },
      initial: { required: true, description: "the value of the first round" },
      until: { required: true, function: true, description: "(value, iterations) => boolean, or { path, equals }" },
      maxIterations: { required: false, description: "100" },
      valueInput: { required: false, description: 'what the value fills: "nodeId.parameter"' },
      output: { required: false, description: 'the value of the next round: "nodeId.path"' },
    },
    open: false,
  },
  results: ["value", "iterations", "stopped"],
  effects: nestedEffects,
  check: (parameters: NodeValues) => inputFindings(loopMistakes(parameters)),
  run: async (input, context) => {
    refuseMistakes("LoopNode", context, loopMistakes({ ...input }));
    return loop(input, context);
  },
});

async function loop(given: LoopNodeInput, context: NodeContext): Promise<LoopNodeResult> {
  const { workflow, until, maxIterations = 100 } = given;
  const input = findInput(workflow, given.valueInput, "valueInput").thing;
  const output = findOutput(workflow, given.output, "output").thing;
  if (input === undefined || output === undefined) throw new Error("unreachable: the parameters have been checked");
  let value = given.initial;
  for (let iterations = 1; iterations <= maxIterations; iterations++) {
    if (iterations % STEPS_PER_TURN === 0) await eventLoopTurn();
    context.signal.throwIfAborted();
    const inputs = { [input.nodeId]: { [input.parameter]: value } };
    const result = await runNested(context, workflow, { inputs, label: `[${iterations - 1}]` });
    value = selectOutput(result, output, { type: "LoopNode", path: "output", context });
    if (isOver(until, value, iterations)) return { value, iterations, stopped: "condition" };
  }
  return { value, iterations: maxIterations, stopped: "limit" };
}

function isOver(until: LoopNodeInput["until"], value: unknown, iterations: number): boolean {
  if (typeof until === "function") return until(value, iterations) === true;
  const found = readPath(value, pathSegments(until.path));
  return found !== NOTHING && satisfies(found, until.equals);
}

function loopMistakes(given: NodeValues): readonly InputMistake[] {
  const mistakes: InputMistake[] = [];
  if (Object.hasOwn(given, "maxIterations") && !isWholeNumber(given.maxIterations, 1, 1_000_000_000)) {
    mistakes.push({
      path: "maxIterations",
      says: "is a whole number from 1 to 1,000,000,000",
      fix: "Give such a number",
    });
  }
  if (Object.hasOwn(given, "until")) mistakes.push(...untilMistakes(given.until));
  if (Object.hasOwn(given, "workflow")) mistakes.push(...roundMistakes(given));
  return mistakes;
}

const UNTIL_KEYS = ["path", "equals"];

function untilMistakes(until: unknown): readonly InputMistake[] {
  if (typeof until === "function") return [];
  const fix = 'Write until: (value) => …, or until: { path: "done", equals: true }';
  if (!isPlainObject(until))
    return [{ path: "until", says: `is a function or { path, equals }, not ${describeKind(until)}`, fix }];
  const mistakes: InputMistake[] = Object.keys(until)
    .filter((key) => !UNTIL_KEYS.includes(key))
    .map((key) => ({ path: `until.${key}`, says: "is not a part of a condition", fix: suggestion(key, UNTIL_KEYS) }));
  const problem = typeof until.path === "string" ? pathProblem(until.path) : "is a dotted path";
  if (problem !== undefined) mistakes.push({ path: "until.path", says: problem, fix });
  const isScalar =
    Object.hasOwn(until, "equals") && !isPlainObject(until.equals) && conditionProblem(until.equals) === undefined;
  if (!isScalar) mistakes.push({ path: "until.equals", says: "is a plain value", fix });
  return mistakes;
}

function roundMistakes(given: NodeValues): readonly InputMistake[] {
  const wrong = workflowMistakes("workflow", given.workflow);
  if (wrong.length > 0) return wrong;
  const mistakes: InputMistake[] = [];
  // It has just been found to be one.
  const workflow = given.workflow as Workflow;
  const input = findInput(workflow, given.valueInput, "valueInput");
  const output = findOutput(workflow, given.output, "output");
  if (input.mistake !== undefined) mistakes.push(input.mistake);
  else mistakes.push(...unmetInputs(workflow, [input.thing], "workflow"));
  if (output.mistake !== undefined) mistakes.push(output.mistake);
  return mistakes;
}
