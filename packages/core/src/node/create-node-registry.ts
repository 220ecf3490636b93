import { nodeErrors } from "../errors/node-errors.ts";
import { nodeTypeNameError } from "./node-definition-error.ts";
import type { NodeRegistry } from "./node-registry.ts";
import type { NodeLookup, NodeType } from "./node-type.ts";

/**
 * Makes a registry: the node types that a workflow may name.
 *
 * @param nodeTypes what it holds from the beginning
 * @param further where else to look: node types that are only made when somebody asks for them
 * @returns the registry
 * @throws NODE.DUPLICATE_TYPE when two of them have one name
 * @throws NODE.INVALID_TYPE when a name cannot be used
 * @example
 * ```ts
 * import { createNodeRegistry, defineNode, WorkflowBuilder } from "@dataflow/core";
 *
 * const nodes = createNodeRegistry([defineNode({ type: "NowNode", run: () => ({ now: new Date() }) })]);
 * const workflow = new WorkflowBuilder({ nodes }).addNode("NowNode", "now").build();
 * ```
 */
export function createNodeRegistry(
  nodeTypes: readonly NodeType<never>[] = [],
  further: NodeLookup = NO_NODE_TYPES,
): NodeRegistry {
  const byName = new Map<string, NodeType>();
  const get = (type: string): NodeType | undefined => byName.get(type) ?? further.get(type);
  const registry: NodeRegistry = {
    get,
    names: () => [...byName.keys(), ...further.names()],
    register: (nodeType) => {
      const mistake = nodeTypeNameError(nodeType.type);
      if (mistake !== undefined) throw mistake;
      const present = get(nodeType.type);
      if (present === nodeType) return;
      if (present !== undefined) throw duplicateType(nodeType.type);
      byName.set(nodeType.type, nodeType);
    },
  };
  for (const nodeType of nodeTypes) registry.register(nodeType);
  return Object.freeze(registry);
}

const NO_NODE_TYPES: NodeLookup = Object.freeze({ get: () => undefined, names: () => [] });

function duplicateType(type: string) {
  return nodeErrors.create("DUPLICATE_TYPE", {
    message: `A node type "${type}" is already registered`,
    why: "a workflow names its nodes' types, so a name can mean only one of them",
    fix: "Give the second node type another name, or register it only once",
    meta: { type },
  });
}
