import type { NodeType } from "./node-type.ts";

/**
 * The node types that a workflow may name. Looked up by name, never by prototype: `"constructor"` is not a node type.
 */
export interface NodeRegistry {
  get(type: string): NodeType | undefined;
  /** Adds a node type. @throws NODE.DUPLICATE_TYPE when another of that name is there. */
  register(nodeType: NodeType<never>): void;
  /** All names, for suggestions. */
  names(): readonly string[];
}
