import type { Workflow } from "./workflow.ts";

/**
 * Marks workflows by a registered symbol, so that one built by another copy of this package (ESM beside CommonJS) is
 * still recognised.
 */
export const WORKFLOW_BRAND: unique symbol = Symbol.for("dataflow.workflow");

/**
 * Whether a value is a built workflow, whichever copy of the package built it.
 *
 * @param value anything
 * @returns true for a {@link Workflow}
 * @example
 * ```ts
 * import { isWorkflow, WorkflowBuilder } from "@dataflow/core";
 *
 * isWorkflow(new WorkflowBuilder().build()); // true
 * isWorkflow(new WorkflowBuilder()); // false
 * ```
 */
export function isWorkflow(value: unknown): value is Workflow {
  return typeof value === "object" && value !== null && WORKFLOW_BRAND in value;
}
