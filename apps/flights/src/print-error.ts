import { type DataFlowError, isDataFlowError } from "@dataflow/all";

/**
 * What to tell a person about a failure: of an error of DataFlow its code, what happened, why, and what to do.
 *
 * @param error what was caught
 */
export function printError(error: unknown): string {
  if (!isDataFlowError(error)) return `${stackOf(error)}\n`;
  const told = innermost(error);
  const lines = [`${told.code}: ${told.message}`, `  Why: ${told.why}`, `  Fix: ${told.fix}`];
  const { nodeId } = error.meta;
  if (typeof nodeId === "string") lines.push(`  In:  node "${nodeId}"`);
  // The message of a failed node does not repeat what somebody else's error says, and that is all there is to know here.
  if (told.code === "RUNTIME.NODE_FAILED") lines.push(stackOf(told.cause));
  return `${lines.join("\n")}\n`;
}

/** A failed node wraps the error that made it fail, and a nested workflow wraps it again. */
function innermost(error: DataFlowError): DataFlowError {
  return error.code === "RUNTIME.NODE_FAILED" && isDataFlowError(error.cause) ? innermost(error.cause) : error;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
