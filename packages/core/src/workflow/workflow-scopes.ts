import type { ScopeRole } from "../node/node-scope.ts";
import type { NodeType } from "../node/node-type.ts";
import type { NodeOptions } from "./node-options.ts";
import type { GraphEdge } from "./workflow-graph.ts";

/** Node index → the indices of the nodes that opened the scopes around it, outermost first. */
export type ScopesAround = readonly (readonly number[])[];

/** A graph as far as scopes depend on it. */
export interface ScopedGraph {
  readonly roles: readonly (ScopeRole | undefined)[];
  readonly incoming: readonly (readonly GraphEdge[])[];
  /** Node indices, sources before their targets. */
  readonly order: readonly number[];
}

/** Which nodes stand in which scopes, and which nodes end them. */
export interface ScopeAnalysis {
  readonly around: ScopesAround;
  /** Opening node → the nodes that end its scope. */
  readonly ends: ReadonlyMap<number, readonly number[]>;
  /** Nodes that need a scope where none is open → the scopes of their kind that were ended before. */
  readonly missing: ReadonlyMap<number, readonly number[]>;
}

/** What holds after a node. */
interface After {
  readonly open: ReadonlySet<number>;
  readonly ended: ReadonlySet<number>;
}

/**
 * Finds the scopes around each node: a node stands in a scope when it is wired after the node that opens it, and after no
 * node that ends it.
 *
 * @param graph the nodes' roles and connections, without a cycle
 * @returns where each node stands
 */
export function analyseScopes({ roles, incoming, order }: ScopedGraph): ScopeAnalysis {
  const position = new Map(order.map((index, place) => [index, place]));
  const after: After[] = [];
  const around: (readonly number[])[] = roles.map(() => []);
  const ends = new Map<number, number[]>();
  const missing = new Map<number, readonly number[]>();
  for (const index of order) {
    const { open, ended } = before(incoming[index] ?? [], after);
    const inside = [...open].sort((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0));
    around[index] = Object.freeze(inside);
    const role = roles[index];
    if (role?.part === "open") open.add(index);
    else if (role !== undefined) {
      const innermost = scopeEndedBy(role, inside, (scope) => roles[scope]);
      if (innermost === undefined)
        missing.set(
          index,
          [...ended].filter((scope) => roles[scope]?.of === role.of),
        );
      else if (role.part === "end") {
        ends.set(innermost, [...(ends.get(innermost) ?? []), index]);
        open.delete(innermost);
        ended.add(innermost);
      }
    }
    after[index] = { open, ended };
  }
  return { around: Object.freeze(around), ends, missing };
}

/**
 * The scope that a node ends, or looks after: the innermost one around it, of those that belong together.
 *
 * @param role the node's
 * @param around the scopes around the node, outermost first
 * @param roleOf the role of the node that opened a scope
 */
export function scopeEndedBy(
  role: ScopeRole | undefined,
  around: readonly number[],
  roleOf: (opener: number) => ScopeRole | undefined,
): number | undefined {
  return around.findLast((scope) => roleOf(scope)?.of === role?.of);
}

/** Whether a node opens a scope that is run again when that may help. */
export function isRepeated(node: { readonly type: NodeType | undefined; readonly options: NodeOptions }): boolean {
  return node.type?.scope?.part === "open" && (node.options.retry?.attempts ?? 1) > 1;
}

function before(edges: readonly GraphEdge[], after: readonly After[]): { open: Set<number>; ended: Set<number> } {
  const open = new Set<number>();
  const ended = new Set<number>();
  for (const { from } of edges) {
    for (const scope of after[from]?.open ?? []) open.add(scope);
    for (const scope of after[from]?.ended ?? []) ended.add(scope);
  }
  for (const scope of ended) open.delete(scope);
  return { open, ended };
}

/**
 * The nodes from which one of the given nodes can be reached, those included.
 *
 * @param targets where to begin
 * @param edges node index → the connections into it (or out of it, to walk the other way)
 * @param next the node at the other end of a connection
 * @param mayPass whether to walk on from a node
 * @returns node indices
 */
export function reaching(
  targets: readonly number[],
  edges: readonly (readonly GraphEdge[])[],
  next: (edge: GraphEdge) => number = ({ from }) => from,
  mayPass: (index: number) => boolean = () => true,
): ReadonlySet<number> {
  const found = new Set(targets);
  // A set goes on with what is added while it is walked.
  for (const index of found) if (mayPass(index)) for (const edge of edges[index] ?? []) found.add(next(edge));
  return found;
}
