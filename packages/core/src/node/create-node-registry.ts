import { nodeErrors } from "../errors/node-errors.ts";
import { nodeTypeNameError } from "./node-definition-error.ts";
import type { NodeRegistry } from "./node-registry.ts";
import type { NodeType } from "./node-type.ts";

/**
 * Makes a registry: the node types that a workflow may name.
 *
 * @param nodeTypes what it holds from the beginning
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
export function createNodeRegistry(nodeTypes: readonly NodeType<never>[] = []): NodeRegistry {
  const byName = new Map<string, NodeType>();
  const registry: NodeRegistry = {
    get: (type) => byName.get(type),
    names: () => [...byName.keys()],
    register: (nodeType) => {
      const mistake = nodeTypeNameError(nodeType.type);
      if (mistake !== undefined) throw mistake;
      const present = byName.get(nodeType.type);
      if (present === nodeType) return;
      if (present !== undefined) throw duplicateType(nodeType.type);
      byName.set(nodeType.type, nodeType);
    },
  };
  for (const nodeType of nodeTypes) registry.register(nodeType);
  return Object.freeze(registry);
}

function duplicateType(type: string) {
  return nodeErrors.create("DUPLICATE_TYPE", {
    message: `A node type "${type}" is already registered`,
    why: "a workflow names its nodes' types, so a name can mean only one of them",
    fix: "Give the second node type another name, or register it only once",
    meta: { type },
  });
}
