import type { Evidence } from "../evidence/evidence.ts";
import type { RiskLevel } from "../report/risk-level.ts";

/** What a rule found in a statement. */
export interface Hazard {
  readonly level: RiskLevel;
  /** What goes wrong and where, in one sentence; never a value of a row. */
  readonly message: string;
  /** The safe sequence: SQL, in which comments say what SQL cannot. */
  readonly fix: string;
  /** What it is derived from; never empty. */
  readonly evidence: readonly Evidence[];
  /** That it is about rows being read or written under a lock, and not about waiting for one. */
  readonly isWork?: true;
  /** The fact that makes it harmless here; absent when there is none. */
  readonly harmless?: Evidence;
}

/** One hazard and how it is recognised. `Context` is all that is known when a statement comes. */
export interface HazardRule<Context> {
  /** Stable, for suppressions and for the page of the rule: `"index-blocks-writes"`. */
  readonly id: string;
  /** In one sentence. */
  readonly title: string;
  /** A matter of taste: only looked for when it is asked for. */
  readonly isStyle?: true;
  find(context: Context): readonly Hazard[] | Promise<readonly Hazard[]>;
}
