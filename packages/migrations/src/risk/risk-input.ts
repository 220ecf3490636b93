import type { DependencyReport } from "../dependencies/dependency.ts";
import type { StatementEffects } from "../effects/statement-effects.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Figure } from "../facts/figure.ts";
import type { DatabaseActivity, TableFacts } from "../facts/table-facts.ts";
import type { Reversal } from "../operations/operation-type.ts";
import type { RiskLevel } from "../report/risk-level.ts";
import type { RiskCategory, RiskFactor } from "./risk-assessment.ts";

/** A column that holds data about which there are rules. */
export interface ClassifiedColumn {
  /** `"public.users.email"`. */
  readonly name: string;
  /** A comment says so, or its name sounds like it. */
  readonly isHint: boolean;
  readonly evidence: Evidence;
}

/** All that is known about one change. */
export interface RiskInput {
  /** In the plan's words: `"dropColumn public.users.note"`. */
  readonly step: string;
  /** The object's name for people. */
  readonly objectName: string;
  /** What such changes are worth in general, and the fact that proves it wrong here. */
  readonly prior: { readonly level: RiskLevel; readonly category: RiskCategory; readonly disproof?: Evidence };
  readonly effects: readonly StatementEffects[];
  /** The tables that are there before. */
  readonly tables: readonly TableFacts[];
  readonly activity?: DatabaseActivity;
  /** Values or rows that are gone afterwards, each loss by itself. */
  readonly lost: readonly Figure[];
  /** Rows whose value would not come back as it was, for each column that changes. */
  readonly altered: readonly Figure[];
  /** Rows that make the change fail, each kind by itself. */
  readonly misfits: readonly Figure[];
  /** What breaks or goes along; empty when nothing is taken away. */
  readonly dependencies: readonly DependencyReport[];
  readonly reversal: Reversal | "unknown";
  /** Whether what is destroyed is put aside before. */
  readonly isBackedUp: boolean;
  /** Whether the old name of something is gone afterwards. */
  readonly losesName: boolean;
  readonly classified: readonly ClassifiedColumn[];
  readonly unknown: readonly string[];
}

/** One thing that can go wrong, and how it is weighed: a file of its own. Nothing of it depends on anything but its input. */
export interface RiskRule {
  readonly category: RiskCategory;
  weigh(input: RiskInput): readonly RiskFactor[];
}
