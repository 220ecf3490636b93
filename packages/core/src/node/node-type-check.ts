import { isObject } from "../text/own-keys.ts";
import type { NodeType } from "./node-type.ts";

/**
 * What keeps a value from being a node type, if anything. For values that come from untyped code.
 *
 * @param value what was given
 * @returns the rest of a sentence that begins with "the type", or undefined when it is a node type
 */
export function nodeTypeProblem(value: unknown): string | undefined {
  if (!isObject(value)) return "is neither a name nor a node type";
  if (typeof value.type !== "string") return "is an object without a name";
  if (typeof value.run !== "function") return "has no run function";
  const parameters = value.parameters;
  if (!isObject(parameters) || !isObject(parameters.names)) return "does not declare its parameters";
  return undefined;
}

/**
 * Whether a value is a node type.
 *
 * @param value anything
 * @returns true for what `defineNode` makes, and for any object of that form
 * @example
 * ```ts
 * import { isNodeType, mergeNode } from "@dataflow/core";
 *
 * isNodeType(mergeNode); // true
 * isNodeType("MergeNode"); // false
 * ```
 */
export function isNodeType(value: unknown): value is NodeType {
  return nodeTypeProblem(value) === undefined;
}
