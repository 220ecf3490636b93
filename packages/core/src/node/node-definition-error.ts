import type { DataFlowError } from "../errors/dataflow-error.ts";
import { nodeErrors } from "../errors/node-errors.ts";
import { lateExpression } from "../text/late-expression.ts";
import { isReservedName } from "../text/own-keys.ts";

/** Tried first: an expression over all of Unicode takes longer to be made ready than all else that a registry does. */
const LATIN_TYPE_NAME = /^[A-Za-z_][\w.-]{0,199}$/;
const typeName = lateExpression(String.raw`^[\p{L}_][\p{L}\p{M}\p{N}_.-]{0,199}$`, "u");

/**
 * What is wrong with the name of a node type, if anything.
 *
 * @param type the name
 * @returns the error to throw, or undefined when the name can be used
 */
export function nodeTypeNameError(type: unknown): DataFlowError | undefined {
  const isName = typeof type === "string" && (LATIN_TYPE_NAME.test(type) || typeName().test(type));
  if (isName && !isReservedName(type)) return undefined;
  return nodeErrors.create("INVALID_TYPE", {
    message: typeof type === "string" ? `"${type.slice(0, 80)}" cannot name a node type` : "A node type has no name",
    why: "a name starts with a letter or an underscore and goes on with letters, digits, _, - and dots, 200 characters at most",
    fix: 'Choose a name such as "SendInvoiceNode"',
  });
}
