import type { Evidence } from "../evidence/evidence.ts";
import type { StagingReport } from "../staging/staging-environment.ts";
import type { StagingTestResult } from "../staging/staging-test.ts";
import type { EffectComparison } from "./effect-comparison.ts";

/** An upper bound that was measured, or not. */
export interface MeasuredBound {
  readonly boundMs: number | "unknown";
  readonly evidence: readonly Evidence[];
}

/** What a rehearsal on copies of the database showed. */
export interface PlanRehearsal {
  /** On the larger copy. */
  readonly result: StagingTestResult;
  readonly environments: readonly { readonly environmentId: string; readonly report: StagingReport }[];
  /** How long each step takes in production at most. */
  readonly steps: readonly ({ readonly step: string } & MeasuredBound)[];
  /** What was foretold, compared with what was seen; absent when the rehearsal failed. */
  readonly effects?: EffectComparison;
  /** How long readers or writers wait in all: from the first lock of each transaction to its end. */
  readonly downtime: MeasuredBound;
  /** How long taking it back takes; `obstacle` says why nobody knows. */
  readonly rollback: MeasuredBound & { readonly obstacle?: string };
}
