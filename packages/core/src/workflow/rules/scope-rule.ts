import { workflowFinding } from "../workflow-finding.ts";
import { compileGraph, type GraphEdge, type WorkflowGraph } from "../workflow-graph.ts";
import { analyseScopes, reaching, type ScopeAnalysis, type ScopesAround } from "../workflow-scopes.ts";
import type { BuildScope, ScopeNode } from "./build-scope.ts";
import { reportRepeats } from "./repeat-rule.ts";

/** What the rules of this file look at. */
interface ScopePlace {
  readonly scope: BuildScope;
  readonly nodes: readonly ScopeNode[];
  readonly graph: WorkflowGraph<ScopeNode>;
  readonly analysis: ScopeAnalysis;
}

/**
 * Reports scopes that may be left open, nodes that need a scope and have none, and nodes that stand half in a scope.
 *
 * @param scope the nodes and connections, without a cycle
 * @returns the scopes around each node; undefined when no node has to do with any
 */
export function reportScopes(scope: BuildScope): ScopesAround | undefined {
  const nodes = [...scope.nodes.values()];
  if (!nodes.some(({ type }) => type?.scope !== undefined)) return undefined;
  const graph = compileGraph(nodes, scope.connections);
  const roles = nodes.map(({ type }) => type?.scope);
  const analysis = analyseScopes({ roles, incoming: graph.incoming, order: graph.order });
  const place: ScopePlace = { scope, nodes, graph, analysis };
  for (const [index, ended] of analysis.missing) reportMissing(place, index, ended);
  for (const [index, role] of roles.entries()) if (role?.part === "open") reportScope(place, index);
  reportCrossings(place);
  reportRepeats(scope, nodes, analysis.around);
  return analysis.around;
}

function named({ nodes }: ScopePlace, index: number): string {
  const node = nodes[index];
  return `"${node?.id}" (${node?.type?.type})`;
}

function idOf({ nodes }: ScopePlace, index: number): string {
  return nodes[index]?.id ?? "";
}

function report(place: ScopePlace, code: Parameters<typeof workflowFinding>[0], index: number, says: string[]): void {
  const [message = "", fix = ""] = says;
  place.scope.findings.push(workflowFinding(code, { path: `nodes.${idOf(place, index)}`, message, fix }));
}

function reportMissing(place: ScopePlace, index: number, ended: readonly number[]): void {
  const [before] = ended;
  const ender = before === undefined ? undefined : place.analysis.ends.get(before)?.[0];
  const why =
    before === undefined || ender === undefined
      ? "no scope is open there"
      : `the scope "${idOf(place, before)}" is ended before, by "${idOf(place, ender)}"`;
  const fix =
    before === undefined
      ? `Open one, and wire it before: addOrder("scope", "${idOf(place, index)}")`
      : `Wire "${idOf(place, index)}" before the end of the scope, or remove it`;
  report(place, "WORKFLOW.SCOPE_MISSING", index, [
    `Node ${named(place, index)} has to stand in a scope, but ${why}`,
    fix,
  ]);
}

/** What is wrong with one scope. */
function reportScope(place: ScopePlace, opener: number): void {
  const { graph, analysis } = place;
  const ends = analysis.ends.get(opener) ?? [];
  const scopeId = idOf(place, opener);
  if (ends.length === 0) {
    const fix = `Add a node that ends it, and wire it after the last node in it: addOrder("last", "end")`;
    report(place, "WORKFLOW.SCOPE_NOT_ENDED", opener, [`No node ends the scope ${named(place, opener)}`, fix]);
    return;
  }
  const beforeAnEnd = reaching(ends, graph.incoming);
  const beforeScope = reaching([opener], graph.incoming);
  for (const [index, around] of analysis.around.entries()) {
    if (!around.includes(opener)) continue;
    if (!beforeAnEnd.has(index)) {
      const end = idOf(place, ends[0] ?? -1);
      report(place, "WORKFLOW.SCOPE_NOT_ENDED", index, [
        `Node ${named(place, index)} stands in the scope "${scopeId}", but no end of the scope waits for it`,
        `Write addOrder("${idOf(place, index)}", "${end}"), or addOrder("${end}", "${idOf(place, index)}") when it belongs after the scope`,
      ]);
    }
    for (const edge of graph.incoming[index] ?? []) {
      const isApart = !beforeScope.has(edge.from) && !analysis.around[edge.from]?.includes(opener);
      if (isApart) reportOutsider(place, opener, edge);
    }
  }
  reportRivals(place, opener, ends);
}

function reportOutsider(place: ScopePlace, opener: number, { from, to }: GraphEdge): void {
  const [outside, inside, scopeId] = [idOf(place, from), idOf(place, to), idOf(place, opener)];
  report(place, "WORKFLOW.SCOPE_CROSSED", from, [
    `Node ${named(place, from)} leads to "${inside}" in the scope "${scopeId}", but is not in that scope itself`,
    `Write addOrder("${scopeId}", "${outside}") to take it in, or addOrder("${outside}", "${scopeId}") to let it run before`,
  ]);
}

/** Two ends of one scope, of which neither waits for the other, are fine on different branches only. */
function reportRivals(place: ScopePlace, opener: number, ends: readonly number[]): void {
  for (const [position, first] of ends.entries()) {
    for (const second of ends.slice(position + 1)) {
      if (areExclusive(place, first, second)) continue;
      report(place, "WORKFLOW.SCOPE_CROSSED", second, [
        `Nodes ${named(place, first)} and ${named(place, second)} both end the scope "${idOf(place, opener)}"`,
        "Remove one of them, or put them on different branches of one switch",
      ]);
    }
  }
}

/** Whether a switch lets at most one of two nodes run. */
function areExclusive({ nodes, graph }: ScopePlace, first: number, second: number): boolean {
  return nodes.some(({ type }, index) => {
    if (type?.branching !== true) return false;
    const keysTo = (target: number): ReadonlySet<string> => {
      const keys = new Set<string>();
      // A node that joins branches runs after any of them.
      const isStrict = (at: number) => nodes[at]?.type?.join !== "any";
      const before = reaching([target], graph.incoming, undefined, isStrict);
      for (const edge of graph.outgoing[index] ?? []) if (before.has(edge.to)) keys.add(edge.segments[0] ?? "");
      return keys;
    };
    const [one, other] = [keysTo(first), keysTo(second)];
    return isBranch(one) && isBranch(other) && [...one].every((key) => !other.has(key));
  });
}

/** The whole result of a switch, and the name of its branch, are there whichever branch is taken. */
function isBranch(keys: ReadonlySet<string>): boolean {
  return keys.size > 0 && !keys.has("") && !keys.has("branch");
}

/** Scopes of one kind around a node must be nested: what is done in it could not be in both otherwise. */
function reportCrossings(place: ScopePlace): void {
  const { analysis, nodes } = place;
  for (const [index, around] of analysis.around.entries()) {
    for (const [position, outer] of around.entries()) {
      const isSame = (scope: number) => nodes[scope]?.type?.scope?.of === nodes[outer]?.type?.scope?.of;
      const inner = around.slice(position + 1).find((scope) => isSame(scope) && !nested(analysis, outer, scope));
      if (inner === undefined) continue;
      report(place, "WORKFLOW.SCOPE_CROSSED", index, [
        `Node ${named(place, index)} stands in the scopes "${idOf(place, outer)}" and "${idOf(place, inner)}", of which neither is inside the other`,
        `Wire the second scope after the first: addOrder("${idOf(place, outer)}", "${idOf(place, inner)}")`,
      ]);
    }
  }
}

function nested(analysis: ScopeAnalysis, outer: number, inner: number): boolean {
  return analysis.around[inner]?.includes(outer) === true;
}
