import { workflowFinding } from "../workflow-finding.ts";
import type { BuildScope } from "./build-scope.ts";

/** More cycles than this in one workflow are not listed one by one. */
const MAX_CYCLES = 10;

/**
 * Reports cycles, each with the path around it. Iterative: a workflow may have any length.
 *
 * @param scope the nodes and connections
 * @returns whether the connections are free of cycles
 */
export function reportCycles(scope: BuildScope): boolean {
  const left = new Set(scope.nodes.keys());
  for (let found = 0; found <= MAX_CYCLES; found++) {
    removeAcyclic(left, scope);
    if (left.size === 0) return found === 0;
    const cycle = findCycle(left, scope);
    const around = [...cycle, cycle[0]].join(" → ");
    const message = `The connections form a cycle: ${around}`;
    const fix = "Remove one of these connections; what has to be repeated belongs in a LoopNode";
    scope.findings.push(workflowFinding("WORKFLOW.CYCLE", { path: `connections.${around}`, message, fix }));
    for (const id of cycle) left.delete(id);
  }
  return false;
}

/** Takes away every node that is on no cycle, from both ends. */
function removeAcyclic(left: Set<string>, scope: BuildScope): void {
  for (const direction of ["from", "to"] as const) {
    const opposite = direction === "from" ? "to" : "from";
    const pending = new Map<string, number>();
    const next = new Map<string, string[]>();
    for (const connection of scope.connections) {
      if (!left.has(connection.from) || !left.has(connection.to)) continue;
      const [near, far] = [connection[direction], connection[opposite]];
      pending.set(far, (pending.get(far) ?? 0) + 1);
      const known = next.get(near);
      if (known === undefined) next.set(near, [far]);
      else known.push(far);
    }
    const free = [...left].filter((id) => !pending.has(id));
    for (const id of free) {
      left.delete(id);
      for (const far of next.get(id) ?? []) {
        const count = (pending.get(far) ?? 0) - 1;
        pending.set(far, count);
        if (count === 0) free.push(far);
      }
    }
  }
}

/** Every node left has a successor that is left, so walking on must come back to a node already seen. */
function findCycle(left: ReadonlySet<string>, scope: BuildScope): readonly string[] {
  const successor = new Map<string, string>();
  for (const { from, to } of scope.connections) if (left.has(from) && left.has(to)) successor.set(from, to);
  const position = new Map<string, number>();
  const walk: string[] = [];
  let current: string | undefined = left.values().next().value;
  while (current !== undefined && !position.has(current)) {
    position.set(current, walk.length);
    walk.push(current);
    current = successor.get(current);
  }
  return walk.slice(position.get(current ?? "") ?? 0);
}
