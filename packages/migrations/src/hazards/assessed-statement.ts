import type { Connection } from "@dataflow/database";
import type { Hazard } from "./hazard.ts";

/** What is known of a script beside its text. */
export interface AssessRequest {
  readonly connection?: Connection;
  readonly serverVersion?: number;
  readonly wrapsInTransaction?: boolean;
  readonly style?: boolean;
}

/** A hazard with the rule that found it. */
export interface FoundHazard {
  readonly rule: string;
  readonly hazard: Hazard;
}

/** A statement with all that was found in it. */
export interface AssessedStatement {
  readonly text: string;
  readonly offset: number;
  readonly line: number;
  readonly found: readonly FoundHazard[];
}
