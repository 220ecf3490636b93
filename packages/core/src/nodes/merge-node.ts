import type { NodeType, NodeValues } from "../node/node-type.ts";
import { suggestion } from "../text/closest.ts";
import { type InputMistake, inputFindings, refuseMistakes } from "./stock-input.ts";

/** How a `MergeNode` puts together what arrived. */
export type MergeMode = "object" | "array" | "first";

/** What a `MergeNode` takes: any inputs, and how to put them together. */
export interface MergeNodeInput {
  /** Default `"object"`. */
  readonly mode?: MergeMode;
  readonly [input: string]: unknown;
}

/** What a `MergeNode` gives. */
export interface MergeNodeResult {
  /** An object by input name, a list, or the first value, in the order of the connections. */
  readonly value: unknown;
  /** The names of the inputs that arrived. */
  readonly arrived: readonly string[];
}

const MODES: readonly string[] = ["object", "array", "first"];

/** Joins branches: runs with what arrived, whether or not other sources were skipped. */
export const mergeNode: NodeType<MergeNodeInput, MergeNodeResult, "MergeNode"> = Object.freeze<
  NodeType<MergeNodeInput, MergeNodeResult, "MergeNode">
>({
  type: "MergeNode",
  description: "Joins branches: runs with what arrived, even when some of its sources were skipped",
  parameters: {
    names: { mode: { required: false, description: '"object" (default), "array" or "first"' } },
    open: true,
  },
  results: ["value", "arrived"],
  join: "any",
  effects: [],
  check: (parameters: NodeValues) => inputFindings(modeMistakes(parameters)),
  run: ({ mode = "object", ...inputs }, context) => {
    refuseMistakes("MergeNode", context, modeMistakes({ mode }));
    const arrived = Object.keys(inputs);
    if (mode === "object") return { value: inputs, arrived };
    const values = Object.values(inputs);
    return { value: mode === "array" ? values : (values[0] ?? null), arrived };
  },
});

function modeMistakes(parameters: NodeValues): readonly InputMistake[] {
  const { mode } = parameters;
  if (!Object.hasOwn(parameters, "mode") || (typeof mode === "string" && MODES.includes(mode))) return [];
  const fix = typeof mode === "string" ? suggestion(mode, MODES) : 'Give "object", "array" or "first"';
  return [{ path: "mode", says: "is not a mode", fix }];
}
