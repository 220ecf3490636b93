import type { NodeEffects, NodeLookup, NodeType, NodeValues } from "../node/node-type.ts";
import type { Workflow } from "./workflow.ts";

/**
 * Where a node leaves something.
 *
 * @param type its type
 * @param parameters its static parameters
 * @param nodes the node types that its workflow may name
 * @returns undefined when nobody knows
 */
export function effectsOf(type: NodeType<never>, parameters: NodeValues, nodes: NodeLookup): NodeEffects | undefined {
  const { effects } = type;
  return typeof effects === "function" ? effects(parameters, nodes) : effects;
}

/**
 * Where the nodes of a workflow leave something.
 *
 * @param workflow the workflow
 * @returns undefined when nobody knows of one of them
 */
export function effectsOfWorkflow({ nodes, lookup }: Workflow): NodeEffects | undefined {
  const all = new Set<object>();
  for (const { type, parameters, options } of nodes) {
    const effects = options.repeatable === true ? [] : effectsOf(type, parameters, lookup);
    if (effects === undefined) return undefined;
    for (const place of effects) all.add(place);
  }
  return [...all];
}
