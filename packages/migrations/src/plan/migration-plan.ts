import type { DialectName } from "@dataflow/core";
import type { ObjectId } from "../catalog/object-id.ts";
import type { Reversal } from "../operations/operation-type.ts";

/** One change of one object, as data: statements that belong together. */
export interface PlanStep {
  /** Unique in its plan, and the same for the same change: `"addColumn public.orders.note"`. */
  readonly id: string;
  readonly operation: string;
  readonly object: ObjectId;
  /** Complete statements, in order. */
  readonly statements: readonly string[];
  /** The strongest lock it takes on tables that exist: `"ACCESS EXCLUSIVE on public.orders"`. */
  readonly lock?: string;
  /** Rows that it reads or writes; `"unknown"` when it does but nobody knows how many; absent when it touches none. */
  readonly rows?: number | "unknown";
  readonly reversal: Reversal;
  /** What it destroys; it is in the plan because that was allowed. */
  readonly loss?: string;
}

/**
 * Steps that stand or fall together (`transactional`), or a single step that the server refuses inside a transaction.
 * A segment ends where something has to be committed before it can be used.
 */
export interface PlanSegment {
  readonly mode: "transactional" | "nonTransactional";
  readonly steps: readonly PlanStep[];
}

/** A change that is wanted and not in the plan, because nobody has allowed it. */
export interface Refusal {
  readonly object: ObjectId;
  /** What would be lost, or why it cannot be done. */
  readonly reason: string;
  /** The entry of `allow` that lets it happen; absent when nothing does. */
  readonly allow?: string;
}

/** What will be done to a database, as frozen data that survives JSON. Whoever looks at it sees the same statements. */
export interface MigrationPlan {
  readonly version: 2;
  readonly dialect: DialectName;
  /** The fingerprint of the catalog that it was made for; it applies to no other. */
  readonly from: string;
  /** The fingerprint of the catalog that it leads to. */
  readonly to: string;
  readonly segments: readonly PlanSegment[];
  readonly refused: readonly Refusal[];
  /** SHA-256 of everything else. */
  readonly hash: string;
}
