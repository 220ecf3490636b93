import type { Diagnostic } from "../errors/diagnostic.ts";
import type { WorkflowErrorCode } from "../errors/workflow-errors.ts";

/** What a rule says about a mistake. */
export interface FindingText {
  readonly path: string;
  readonly message: string;
  readonly fix: string;
}

/**
 * A mistake in a workflow, as data.
 *
 * @param code which mistake
 * @param text where it is, what is wrong and what to write instead
 * @returns the finding
 */
export function workflowFinding(code: WorkflowErrorCode, text: FindingText): Diagnostic {
  return Object.freeze({ code, severity: "error", ...text });
}
