import type { WorkflowGraph } from "../workflow/workflow-graph.ts";
import type { WorkflowNode } from "../workflow/workflow-node.ts";
import type { RunResult } from "./run-result.ts";

/** How a node of a run ended; 0 until it has. */
export const DONE = 1;
export const SKIPPED = 2;
export const FAILED = 3;

/** How far a node of a run is. */
export interface NodeProgress {
  readonly node: WorkflowNode;
  /** What it gave. */
  value: unknown;
  state: number;
  /** Connections into it that are not settled yet. */
  pending: number;
  /** Connections into it that are settled and bring nothing. */
  empty: number;
  attempts: number;
}

/** The nodes of a workflow at the beginning of a run, in their order. */
export function progressOf({ nodes, incoming }: WorkflowGraph): NodeProgress[] {
  // Of its final length: an array that grows takes room for many more nodes than small workflows have.
  const all = new Array<NodeProgress>(nodes.length);
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index];
    const pending = incoming[index]?.length ?? 0;
    if (node !== undefined) all[index] = { node, value: undefined, state: 0, pending, empty: 0, attempts: 0 };
  }
  return all;
}

/** What the nodes that have run gave. */
export function resultsIn(all: readonly NodeProgress[]): RunResult["results"] {
  const results: Record<string, unknown> = {};
  for (const { node, state, value } of all) if (state === DONE) results[node.id] = value;
  // What a node gave has the type that its node type declares; here it is one of many.
  return results as RunResult["results"];
}
