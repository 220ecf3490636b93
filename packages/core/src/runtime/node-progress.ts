import type { WorkflowNode } from "../workflow/workflow-node.ts";

/** How a node of a run ended; 0 until it has. */
export const DONE = 1;
export const SKIPPED = 2;
export const FAILED = 3;

/** How far a node of a run is. */
export interface NodeProgress {
  readonly node: WorkflowNode;
  /** What it gave. */
  value: unknown;
  state: number;
  /** Connections into it that are not settled yet. */
  pending: number;
  /** Connections into it that are settled and bring nothing. */
  empty: number;
  attempts: number;
}
