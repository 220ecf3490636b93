import type { DataFlowError } from "../errors/dataflow-error.ts";
import { nodeErrors } from "../errors/node-errors.ts";
import { isReservedName } from "../text/own-keys.ts";

const TYPE_NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_.-]{0,199}$/u;

/**
 * What is wrong with the name of a node type, if anything.
 *
 * @param type the name
 * @returns the error to throw, or undefined when the name can be used
 */
export function nodeTypeNameError(type: unknown): DataFlowError | undefined {
  if (typeof type === "string" && TYPE_NAME.test(type) && !isReservedName(type)) return undefined;
  return nodeErrors.create("INVALID_TYPE", {
    message: typeof type === "string" ? `"${type.slice(0, 80)}" cannot name a node type` : "A node type has no name",
    why: "a name starts with a letter or an underscore and goes on with letters, digits, _, - and dots, 200 characters at most",
    fix: 'Choose a name such as "SendInvoiceNode"',
  });
}
