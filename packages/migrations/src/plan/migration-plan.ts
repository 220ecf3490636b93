import type { DialectName } from "@dataflow/core";
import type { ObjectId } from "../catalog/object-id.ts";
import type { Renames } from "../diff/rename-objects.ts";
import type { Reversal } from "../operations/operation-type.ts";
import type { StepBackup } from "./step-backup.ts";

/** A question that a step asks of the database while it runs; the wrong answer takes the whole segment back. */
export interface PlanCheck {
  /** How many of the step's statements have run by then. */
  readonly after: number;
  /** A query that gives a row only when something is wrong. */
  readonly sql: string;
  /** What is wrong when it does, in one sentence. */
  readonly message: string;
}

/** How rows are copied. */
export interface RowCopy {
  /** The other table with the names of its columns in parentheses. */
  readonly into: string;
  /** The list of what is selected. */
  readonly values: string;
  /** Statements around each batch, in its transaction: settings, and the settings from before. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** New values for the rows of a table, in batches that are committed one by one. */
export interface BackfillPlan {
  readonly table: { readonly schema?: string; readonly name: string };
  /** Columns that tell every row from all others and are never NULL, best the primary key. */
  readonly key: readonly string[];
  /** What follows SET: `"total" = price * count`. Doing it twice must come to the same. Empty when rows are copied. */
  readonly set: string;
  /** Rows are copied to another table instead of being written: each once, whatever is interrupted. */
  readonly copy?: RowCopy;
  /** A condition for rows that still have to be changed, false for every row once it was: `"total" IS NULL`. */
  readonly pending?: string;
  /** A condition for the rows that it is about at all; each is changed once, whatever it is like afterwards. */
  readonly where?: string;
  /** Whether the rows go, instead of getting new values; `set` is empty then. */
  readonly deletes?: true;
}

/** A change that the statements of another one make beside their own: that of a column whose table is built anew. */
export interface PlanMember {
  readonly change: "create" | "drop" | "alter" | "rename";
  readonly object: ObjectId;
}

/** One change of one object, as data: statements that belong together. */
export interface PlanStep {
  /** Unique in its plan, and the same for the same change: `"addColumn public.orders.note"`. */
  readonly id: string;
  readonly operation: string;
  readonly object: ObjectId;
  /** Complete statements, in order. */
  readonly statements: readonly string[];
  readonly checks?: readonly PlanCheck[];
  /** Rows to be filled after the statements; such a step is in a segment that is not transactional. */
  readonly backfill?: BackfillPlan;
  /** The strongest lock it takes on tables that exist: `"ACCESS EXCLUSIVE on public.orders"`. */
  readonly lock?: string;
  /** Rows that it reads or writes; `"unknown"` when it does but nobody knows how many; absent when it touches none. */
  readonly rows?: number | "unknown";
  readonly reversal: Reversal;
  /** What is put aside before it, so that it can be taken back; there exactly when `reversal` is `"backup"`. */
  readonly backup?: StepBackup;
  /** What it destroys; it is in the plan because that was allowed. */
  readonly loss?: string;
  /** The object that this one makes room for, when it is dropped only to be created again. */
  readonly because?: ObjectId;
  /** What else its statements change. */
  readonly members?: readonly PlanMember[];
}

/**
 * Steps that stand or fall together (`transactional`), or a single step that the server refuses inside a transaction.
 * A segment ends where something has to be committed before it can be used.
 */
export interface PlanSegment {
  readonly mode: "transactional" | "nonTransactional";
  /**
   * A transaction that gives its locks back before the catalog is looked at: for tables that others are writing to. What
   * it led to is found out after it, so it is not undone when that is not what was promised.
   */
  readonly isBrief?: true;
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

/** Two readings of one difference: nobody but the developer knows which is meant, so neither is done. */
export interface RenameQuestion {
  readonly dropped: ObjectId;
  readonly created: ObjectId;
  /** Both readings in words, each with how to choose it. */
  readonly message: string;
  /** The entry of `renames` that says it is one object under a new name. */
  readonly rename: { readonly from: ObjectId; readonly to: string };
  /** The entry of `allow` that says they are two objects, and the old one may go. */
  readonly allow: string;
}

/** What will be done to a database, as frozen data that survives JSON. Whoever looks at it sees the same statements. */
export interface MigrationPlan {
  readonly version: 2;
  readonly dialect: DialectName;
  /** The fingerprint of the catalog that it was made for; it applies to no other. */
  readonly from: string;
  /** The fingerprint of the catalog that it leads to. */
  readonly to: string;
  /** Objects that count in `to` by their identity alone: the server will put what is meant into its own words. */
  readonly unspelled: readonly ObjectId[];
  readonly segments: readonly PlanSegment[];
  readonly refused: readonly Refusal[];
  /** Objects that may have been renamed; what concerns them is not in the plan. */
  readonly questions: readonly RenameQuestion[];
  /** The old names of what it renames, by identity after it: how to rename back. */
  readonly renamesBack?: Renames;
  /** The migration that it takes back. */
  readonly undoes?: string;
  /** SHA-256 of everything else. */
  readonly hash: string;
}
