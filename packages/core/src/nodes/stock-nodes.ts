import { createNodeRegistry } from "../node/create-node-registry.ts";
import type { NodeRegistry } from "../node/node-registry.ts";
import type { NodeSource } from "../node/node-source.ts";
import type { NodeLookup } from "../node/node-type.ts";
import { functionNodeType } from "./function-node.ts";
import { httpRequestNode } from "./http-request-node.ts";
import { loopNode } from "./loop-node.ts";
import { mapNode } from "./map-node.ts";
import { mergeNode } from "./merge-node.ts";
import { switchNode } from "./switch-node.ts";
import { workflowNode } from "./workflow-node.ts";

/** The node types that every workflow may name, whatever its source. */
export const stockNodes: Pick<NodeRegistry, "get" | "names"> = createNodeRegistry([
  switchNode,
  mergeNode,
  functionNodeType,
  mapNode,
  loopNode,
  workflowNode,
  httpRequestNode,
]);

/**
 * The node types that a workflow of a source may name: its own, then the stock ones.
 *
 * @param source what provides node types; absent for the stock ones alone
 * @returns the lookup over both
 */
export function lookupOf(source: Pick<NodeSource, "nodes"> | undefined): NodeLookup {
  if (source === undefined) return stockNodes;
  const { nodes } = source;
  return Object.freeze({
    get: (type: string) => nodes.get(type) ?? stockNodes.get(type),
    names: () => [...nodes.names(), ...stockNodes.names()],
  });
}
