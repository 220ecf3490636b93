import type { Evidence } from "../evidence/evidence.ts";

/** Whether a statement keeps others waiting for long, and how that is known. */
export interface StatementNeed {
  readonly isNeeded: boolean;
  /** Why, in one sentence. */
  readonly reason: string;
  /** Never empty. */
  readonly evidence: readonly Evidence[];
}
