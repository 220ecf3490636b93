import { isDataFlowError } from "@dataflow/all";

/**
 * What to tell a person about a failure: of an error of DataFlow its code, what happened, why, and what to do.
 *
 * @param error what was caught
 */
export function printError(error: unknown): string {
  if (!isDataFlowError(error)) return `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
  const lines = [`${error.code}: ${error.message}`, `  Why: ${error.why}`, `  Fix: ${error.fix}`];
  const cause = isDataFlowError(error.cause) || !(error.cause instanceof Error) ? undefined : error.cause;
  // The cause of a failed node that is not one of DataFlow's errors is the only thing that says what went wrong.
  if (error.code === "RUNTIME.NODE_FAILED" && cause !== undefined) lines.push(`  Cause: ${cause.message}`);
  return `${lines.join("\n")}\n`;
}
