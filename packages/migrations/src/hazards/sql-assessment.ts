import type { Evidence } from "../evidence/evidence.ts";
import type { RiskLevel } from "../report/risk-level.ts";
import type { SkippedPart } from "./migration-sections.ts";

/** Something that can go wrong with a statement. */
export interface Finding {
  /** Stable, with a page of its own: `"index-blocks-writes"`. */
  readonly rule: string;
  readonly level: RiskLevel;
  /** What goes wrong and where; never a value of a row. */
  readonly message: string;
  /** The safe sequence, in SQL; comments say what SQL cannot. */
  readonly fix: string;
  /** What it is derived from; never empty. */
  readonly evidence: readonly Evidence[];
  readonly docsUrl: string;
}

/** What would have been a finding, had a fact not proved it harmless. */
export interface DismissedFinding {
  readonly rule: string;
  readonly message: string;
  /** The fact. */
  readonly because: Evidence;
}

/** A finding that somebody takes the responsibility for, for a time. */
export interface SuppressedFinding {
  readonly finding: Finding;
  /** The line of its statement. */
  readonly line: number;
  readonly reason: string;
  /** The last day: `"2027-01-31"`. */
  readonly until: string;
}

/** A suppression whose time is over; what it suppressed is found again. */
export interface ExpiredSuppression {
  readonly rule: string;
  readonly line: number;
  readonly reason: string;
  readonly until: string;
}

/** One statement of a script. */
export interface AssessedSqlStatement {
  readonly text: string;
  /** The line it begins on, from 1. */
  readonly line: number;
  readonly findings: readonly Finding[];
  readonly dismissed: readonly DismissedFinding[];
}

/** What is known of the risks of a script. Frozen. */
export interface SqlAssessment {
  readonly statements: readonly AssessedSqlStatement[];
  /** That of the gravest finding; LOW when there is none. */
  readonly riskLevel: RiskLevel;
  readonly suppressed: readonly SuppressedFinding[];
  readonly expired: readonly ExpiredSuppression[];
  /** What was not looked at: the parts of another tool's file that undo the migration. */
  readonly skipped: readonly SkippedPart[];
}
