import { createNodeRegistry } from "./create-node-registry.ts";
import type { NodeSource } from "./node-source.ts";
import type { NodeType } from "./node-type.ts";

/** Node type name → input and output, of the node types in a list. */
export type NodeTypesOf<List extends readonly NodeType<never>[]> = {
  readonly [Member in List[number] as Member["type"]]: Member extends NodeType<infer Input, infer Output>
    ? { readonly input: Input; readonly output: Output }
    : never;
};

/**
 * Makes a typed source of node types without a database: their names, parameters and results are then checked by the compiler.
 *
 * @param nodeTypes the node types
 * @returns the source, for `new WorkflowBuilder(source)`
 * @throws NODE.DUPLICATE_TYPE when two of them have one name
 * @example
 * ```ts
 * import { defineNode, nodeSourceOf, WorkflowBuilder } from "@dataflow/core";
 *
 * const source = nodeSourceOf([defineNode({ type: "DiceNode", run: () => ({ eyes: 4 }) })]);
 * const workflow = new WorkflowBuilder(source).addNode("DiceNode", "dice").build();
 * ```
 */
export function nodeSourceOf<const List extends readonly NodeType<never>[]>(
  nodeTypes: List,
): NodeSource<NodeTypesOf<List>> {
  return Object.freeze({ nodes: createNodeRegistry(nodeTypes) });
}
