import type { Node } from "@pgsql/types";
import type { CatalogIndex } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { StatementEffects } from "../effects/statement-effects.ts";
import type { PlanSegment, PlanStep } from "../plan/migration-plan.ts";
import type { MitigationCategory } from "./mitigation-category.ts";

/** A step with the statement in it that is to be made safe. */
export interface MitigationSubject {
  readonly step: PlanStep;
  /** The statements of the step before it. */
  readonly earlier: readonly string[];
  readonly sql: string;
  /** As PostgreSQL's grammar has it; absent for what other databases have of their own. */
  readonly tree: Node | undefined;
  /** What it does to what was there before the plan. */
  readonly effects: StatementEffects;
  /** The statements of the step after it. */
  readonly later: readonly string[];
}

/** A statement whose tree is known. */
export interface ParsedSubject extends MitigationSubject {
  readonly tree: Node;
}

/** What transformations know beyond the statement. */
export interface TransformationFacts {
  readonly serverVersion: number;
  /** What there is before the plan. */
  readonly objects: CatalogIndex;
  /** Objects that the plan drops, for good or to make them again. */
  readonly displaced: ReadonlySet<ObjectId>;
}

/** The safe way: what comes before the place of the statement, what takes its place, and what comes after. */
export interface SafeSequence {
  readonly description: string;
  readonly before: readonly PlanSegment[];
  readonly during: readonly PlanStep[];
  readonly after: readonly PlanSegment[];
  /** Objects that it makes again for itself; no two sequences of one transaction may share any. */
  readonly claims?: readonly ObjectId[];
}

/** Why a statement that this transformation is for cannot have it. */
export interface NoSequence {
  readonly obstacle: string;
}

/** One way to make one kind of statement safe: a file of its own, without any state. */
export interface Transformation {
  /** `"concurrent-index"`. */
  readonly name: string;
  readonly category: MitigationCategory;
  /** The sequence; why there is none; undefined when the statement is none of its kind. */
  transform(subject: ParsedSubject, facts: TransformationFacts): SafeSequence | NoSequence | undefined;
}
