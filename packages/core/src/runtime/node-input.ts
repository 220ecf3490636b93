import type { NodeValues } from "../node/node-type.ts";
import { hasKeys } from "../text/own-keys.ts";
import { type GraphEdge, ORDER_ONLY } from "../workflow/workflow-graph.ts";
import { DONE, type NodeProgress } from "./node-progress.ts";
import { NOTHING, readPath } from "./read-path.ts";
import { missingInput } from "./run-errors.ts";

/**
 * The input of a node: static parameters, overlaid by what the run brings, overlaid by what is connected.
 *
 * @param progress the node
 * @param all the nodes of the run
 * @param edges the connections into it
 * @param brought what the run brings for it
 * @returns the input
 * @throws NODE.MISSING_INPUT when a connection finds nothing
 */
export function inputOf(
  { node, empty }: NodeProgress,
  all: readonly NodeProgress[],
  edges: readonly GraphEdge[],
  brought: NodeValues | undefined,
): NodeValues {
  if (edges.length === 0 && brought === undefined) return node.parameters;
  // One copy where one is enough: a second one takes as long as all else here.
  const input: Record<string, unknown> = hasKeys(node.parameters) ? { ...node.parameters, ...brought } : { ...brought };
  if (edges.length === 0) return input;
  for (const edge of edges) {
    if (edge.input === ORDER_ONLY) continue;
    const from = all[edge.from];
    if (from === undefined || (empty > 0 && !brings(edge, from))) continue;
    const value = readPath(from.value, edge.segments);
    if (value === NOTHING) throw missingInput(from.node, node, edge, from.value);
    input[edge.input] = value;
  }
  return input;
}

/** Whether a settled connection has something to give. */
export function brings({ segments }: GraphEdge, { node, state, value }: NodeProgress): boolean {
  if (state !== DONE) return false;
  const branch = segments[0];
  if (branch === undefined || node.type.branching !== true) return true;
  return readPath(value, [branch]) !== NOTHING;
}
