import type { NodeType, NodeValues } from "../node/node-type.ts";
import { suggestion } from "../text/closest.ts";
import { describeKind, isPlainObject, isReservedName } from "../text/own-keys.ts";
import { type InputMistake, inputFindings, refuseMistakes } from "./stock-input.ts";
import { conditionProblem, type SwitchCondition, satisfies } from "./switch-condition.ts";

/** One way on from a switch. */
export interface SwitchCase {
  /** A value, or operators: `{ $gt: 100 }`. */
  readonly when: SwitchCondition;
  /** The key of the result that is taken. */
  readonly output: string;
}

/** What a `SwitchNode` takes. */
export interface SwitchNodeInput {
  readonly value: unknown;
  /** Looked at in order; the first that holds is taken. */
  readonly cases: readonly SwitchCase[];
  /** The key taken when no case holds; without it, nothing is taken then. */
  readonly default?: string;
}

/** What a `SwitchNode` gives: the value under the key that was taken, and which that was. */
export interface SwitchNodeResult {
  readonly branch: string | null;
  readonly [output: string]: unknown;
}

const CASE_KEYS = ["when", "output"];

/** Takes one of several ways on. What is connected to the keys not taken is skipped. */
export const switchNode: NodeType<SwitchNodeInput, SwitchNodeResult, "SwitchNode"> = Object.freeze<
  NodeType<SwitchNodeInput, SwitchNodeResult, "SwitchNode">
>({
  type: "SwitchNode",
  description: "Takes one of several ways on; what is connected to the others is skipped",
  parameters: {
    names: {
      value: { required: true, description: "what is looked at" },
      cases: { required: true, description: "[{ when, output }], looked at in order" },
      default: { required: false, description: "the output taken when no case holds" },
    },
    open: false,
  },
  branching: true,
  effects: [],
  resultKeys: ({ cases, default: otherwise }: NodeValues) => {
    if (caseMistakes(cases).length > 0 || !Array.isArray(cases)) return undefined;
    const outputs = cases.map((one: SwitchCase) => one.output);
    return ["branch", ...new Set(typeof otherwise === "string" ? [...outputs, otherwise] : outputs)];
  },
  check: (parameters: NodeValues) => inputFindings(switchMistakes(parameters)),
  run: (input, context) => {
    refuseMistakes("SwitchNode", context, switchMistakes({ ...input }));
    const taken = input.cases.find(({ when }) => satisfies(input.value, when))?.output ?? input.default;
    return taken === undefined ? { branch: null } : { branch: taken, [taken]: input.value };
  },
});

function switchMistakes(parameters: NodeValues): readonly InputMistake[] {
  const mistakes: InputMistake[] = [];
  if (Object.hasOwn(parameters, "cases")) mistakes.push(...caseMistakes(parameters.cases));
  if (Object.hasOwn(parameters, "default")) mistakes.push(...outputMistakes("default", parameters.default));
  return mistakes;
}

function caseMistakes(cases: unknown): readonly InputMistake[] {
  const fix = 'Write cases: [{ when: { $gt: 100 }, output: "large" }]';
  if (!Array.isArray(cases) || cases.length === 0) {
    return [
      {
        path: "cases",
        says: Array.isArray(cases) ? "is empty" : `is a list of cases, not ${describeKind(cases)}`,
        fix,
      },
    ];
  }
  return cases.flatMap((one: unknown, index): readonly InputMistake[] => {
    const path = `cases.${index}`;
    if (!isPlainObject(one)) return [{ path, says: `is ${describeKind(one)}, not { when, output }`, fix }];
    const unknown = Object.keys(one).filter((key) => !CASE_KEYS.includes(key));
    const problem = Object.hasOwn(one, "when") ? conditionProblem(one.when) : "is missing";
    return [
      ...unknown.map((key) => ({
        path: `${path}.${key}`,
        says: "is not a part of a case",
        fix: suggestion(key, CASE_KEYS),
      })),
      ...(problem === undefined ? [] : [{ path: `${path}.when`, says: problem, fix }]),
      ...outputMistakes(`${path}.output`, one.output),
    ];
  });
}

function outputMistakes(path: string, output: unknown): readonly InputMistake[] {
  const fix = 'Give a name such as "large"';
  if (typeof output !== "string" || output === "") return [{ path, says: "is the name of an output", fix }];
  if (output === "branch") return [{ path, says: 'is "branch", which tells the branch taken', fix }];
  if (isReservedName(output) || output.includes(".")) return [{ path, says: "cannot be reached by a connection", fix }];
  return [];
}
