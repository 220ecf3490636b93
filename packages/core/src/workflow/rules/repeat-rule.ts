import { effectsOf } from "../node-effects.ts";
import { workflowFinding } from "../workflow-finding.ts";
import { isRepeated, type ScopesAround } from "../workflow-scopes.ts";
import type { BuildScope, ScopeNode } from "./build-scope.ts";

/** Why a node cannot be run again with a scope, and what to do about it. */
interface Obstacle {
  readonly why: string;
  readonly fix: string;
}

/**
 * Reports nodes that stand in a scope with `retry` and may not be run again with it.
 *
 * @param scope the nodes and connections
 * @param nodes the nodes, by index
 * @param around the scopes around each node
 */
export function reportRepeats(scope: BuildScope, nodes: readonly ScopeNode[], around: ScopesAround): void {
  for (const [opener, opening] of nodes.entries()) {
    if (!isRepeated(opening)) continue;
    for (const [index, node] of nodes.entries()) {
      if (around[index]?.includes(opener) !== true) continue;
      const obstacle = obstacleOf(scope, opening, node) ?? twofold(nodes, around[index] ?? [], opener);
      if (obstacle === undefined) continue;
      scope.findings.push(
        workflowFinding("WORKFLOW.SCOPE_NOT_REPEATABLE", {
          path: `nodes.${node.id}`,
          message: `The scope "${opening.id}" has retry, and node "${node.id}" (${node.type?.type}) in it cannot be run again: ${obstacle.why}`,
          fix: obstacle.fix,
        }),
      );
    }
  }
}

function obstacleOf({ lookup }: BuildScope, opening: ScopeNode, node: ScopeNode): Obstacle | undefined {
  const { type, parameters, options } = node;
  // Of a type that does not exist nothing is known, and that is reported elsewhere.
  if (type === undefined) return undefined;
  if (isRepeated(node)) {
    return {
      why: "it opens a scope that has retry itself",
      fix: `Leave retry to "${opening.id}", which runs all of it again`,
    };
  }
  if (options.repeatable === true && type.scope === undefined) return undefined;
  const effects = effectsOf(type, parameters, lookup);
  const move = `Move it before or after the scope`;
  if (effects === undefined) {
    const fix = `${move}, or say { repeatable: true } in its options when doing it twice does no harm`;
    return { why: "nobody knows what it leaves outside of the scope", fix };
  }
  const isUndone = effects.every((place) => place === opening.type?.scope?.of);
  return isUndone ? undefined : { why: "what it does is not undone with the scope", fix: move };
}

/** A node that would be run again with either of two scopes would not be known to be done with any. */
function twofold(nodes: readonly ScopeNode[], around: readonly number[], opener: number): Obstacle | undefined {
  const other = around
    .map((index) => nodes[index])
    .find((node) => node !== undefined && node !== nodes[opener] && isRepeated(node));
  if (other === undefined) return undefined;
  return { why: `the scope "${other.id}" around it has retry, too`, fix: "Leave retry to one of them" };
}
