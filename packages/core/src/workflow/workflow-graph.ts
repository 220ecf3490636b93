import type { ExpectedInputs, WorkflowConnection, WorkflowNode } from "./workflow-node.ts";
import type { ScopesAround } from "./workflow-scopes.ts";

/** A connection between node indices, with its path taken apart once. */
export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  /** The segments of the path; none for the whole result. */
  readonly segments: readonly string[];
  readonly input: string;
}

/**
 * The graph as the runtime walks it: indices instead of ids, everything looked up beforehand. Its lists are not frozen: the
 * engine reads a frozen list several times slower, and these are read for every node of every run.
 */
export interface WorkflowGraph<Node = WorkflowNode> {
  readonly nodes: readonly Node[];
  /** Node id → index. */
  readonly indexOf: ReadonlyMap<string, number>;
  readonly incoming: readonly (readonly GraphEdge[])[];
  readonly outgoing: readonly (readonly GraphEdge[])[];
  /** All node indices, sources before their targets; first those that wait for nothing. */
  readonly order: readonly number[];
  /** How many nodes wait for nothing. */
  readonly startCount: number;
  /** The parameters that every run must bring for each node. */
  readonly expected: readonly (readonly string[] | undefined)[];
  /** The scopes around each node; absent when no node opens one. */
  readonly scopes?: ScopesAround;
}

/** The input of a connection that fills nothing: its target only waits for its source. */
export const ORDER_ONLY = ".";

const NO_EDGES: readonly GraphEdge[] = [];

/**
 * Takes a path apart.
 *
 * @param path dotted; `"."` means the whole result
 * @returns its segments
 */
export function pathSegments(path: string): readonly string[] {
  return path === "." ? [] : path.split(".");
}

/**
 * Compiles connections into a graph over indices.
 *
 * @param nodes the nodes, ids unique
 * @param connections connections between them, without a cycle
 * @param rules the scopes around each node, when any node opens one, and what every run must bring
 * @returns the graph
 */
export function compileGraph<Node extends Pick<WorkflowNode, "id">>(
  nodes: readonly Node[],
  connections: readonly WorkflowConnection[],
  { scopes, expected }: { readonly scopes?: ScopesAround | undefined; readonly expected?: ExpectedInputs } = {},
): WorkflowGraph<Node> {
  const indexOf = new Map(nodes.map((node, index) => [node.id, index]));
  const incoming = nodes.map((): GraphEdge[] => []);
  const outgoing = nodes.map((): GraphEdge[] => []);
  for (const { from, path, to, input } of connections) {
    const edge: GraphEdge = Object.freeze({
      from: indexOf.get(from) ?? -1,
      to: indexOf.get(to) ?? -1,
      segments: Object.freeze(pathSegments(path)),
      input,
    });
    outgoing[edge.from]?.push(edge);
    incoming[edge.to]?.push(edge);
  }
  const order = topologicalOrder(incoming, outgoing);
  return Object.freeze({
    nodes: [...nodes],
    indexOf,
    incoming,
    outgoing,
    order,
    startCount: incoming.filter(({ length }) => length === 0).length,
    expected: nodes.map(({ id }) => expected?.get(id)),
    ...(scopes !== undefined && { scopes }),
  });
}

/** Kahn's algorithm, in order of addition among equals. Nodes of a cycle, and what depends on them, are left out. */
function topologicalOrder(
  incoming: readonly (readonly GraphEdge[])[],
  outgoing: readonly (readonly GraphEdge[])[],
): readonly number[] {
  const pending = Int32Array.from(incoming, (edges) => edges.length);
  const order: number[] = [];
  for (let index = 0; index < pending.length; index++) if (pending[index] === 0) order.push(index);
  for (let head = 0; head < order.length; head++) {
    for (const edge of outgoing[order[head] ?? -1] ?? NO_EDGES) {
      const left = (pending[edge.to] ?? 0) - 1;
      pending[edge.to] = left;
      if (left === 0) order.push(edge.to);
    }
  }
  return order;
}
