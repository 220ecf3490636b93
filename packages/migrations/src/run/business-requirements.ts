import type { Evidence } from "../evidence/evidence.ts";

/** What a change may cost. */
export interface BusinessRequirements {
  /** How long readers or writers may wait in all. */
  readonly maxDowntimeMinutes?: number;
  /** How long taking it back may take. */
  readonly rollbackTimeLimitMinutes?: number;
  /** Whether no row and no constraint may be worse than before. */
  readonly dataConsistencyCritical?: boolean;
  /** By how many percent what programs do may be slower afterwards. */
  readonly performanceDegradationAcceptable?: number;
}

/** A requirement, and what was measured for it. */
export interface RequirementCheck {
  readonly requirement: keyof BusinessRequirements;
  readonly required: number | boolean;
  /** An upper bound in the unit of the requirement; `"unknown"` when it could not be found out. */
  readonly bound: number | boolean | "unknown";
  /** `"unknown"` is no permission. */
  readonly holds: boolean | "unknown";
  /** In one sentence. */
  readonly finding: string;
  readonly evidence: readonly Evidence[];
}
