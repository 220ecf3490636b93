import type { CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { PlanCheck } from "../plan/migration-plan.ts";

/**
 * One statement, and how it goes with transactions: `"inside"` one; `"outside"` any, because the server refuses it there;
 * `"commitAfter"`, because what it made cannot be used before its transaction is committed.
 */
export interface Statement {
  readonly sql: string;
  readonly transaction: "inside" | "outside" | "commitAfter";
}

/** What happens to one object. A rename has both sides, with different identities. */
export interface ObjectChange<Kind extends ObjectKind = ObjectKind> {
  readonly change: "create" | "drop" | "alter" | "rename";
  /** What there is; absent when it is created. */
  readonly before?: CatalogObject<Kind>;
  /** What is wanted; absent when it is dropped. */
  readonly after?: CatalogObject<Kind>;
}

/** What a planner knows beyond the two catalogs. */
export interface PlanFacts {
  readonly serverVersion: number;
  readonly actual: CatalogIndex;
  readonly desired: CatalogIndex;
  /** Rows of a table, from statistics or counted; undefined when nobody knows. */
  rows(table: ObjectId): number | undefined;
  /** Whether indexes on tables with rows are built without blocking writers. */
  readonly concurrently: boolean;
  /** Whether an object is made by the same plan, perhaps anew. */
  isMade(id: ObjectId): boolean;
}

/**
 * How a change can be taken back after it was committed: by the opposite change alone; by the opposite change and data
 * that were put aside before; or not at all.
 */
export type Reversal = "inverse" | "backup" | "never";

/** What a change would destroy, and so does only when it is allowed for this object. */
export interface DataLoss {
  /** What is lost, in one sentence: `"all values of orders.note"`. */
  readonly what: string;
  /** How to say that it is wanted: `"drop column orders.note"`, `"narrow column orders.total"`. */
  readonly allow: string;
}

/** One kind of change to one kind of object: a file of its own, without any state. */
export interface OperationType<Kind extends ObjectKind = ObjectKind> {
  /** `"addColumn"`, `"setColumnType"`. */
  readonly name: string;
  readonly kind: Kind;
  /** The operation that takes it back; its own name when it does so itself, with the two sides exchanged. */
  readonly inverse: string;
  /** The change it makes. */
  readonly change: ObjectChange["change"];
  /** For an alteration: the fields of the definition that it brings from one side to the other. */
  readonly covers?: readonly string[];
  /** What makes the change impossible on this database, one sentence each with the way out. */
  validate?(change: ObjectChange<Kind>, facts: PlanFacts): readonly string[];
  /** The statements in the dialect's SQL; none when there is nothing for this operation to do. */
  plan(change: ObjectChange<Kind>, facts: PlanFacts): readonly Statement[];
  /** Questions to be asked while the statements run. */
  checks?(change: ObjectChange<Kind>, facts: PlanFacts): readonly PlanCheck[];
  /**
   * Whether the database has no statement for it, so that its table has to be built anew with all its changes at once.
   * Absent means that it has.
   */
  needsRebuild?(change: ObjectChange<Kind>, facts: PlanFacts): boolean;
  /** What the change destroys, if anything. */
  loss?(change: ObjectChange<Kind>, facts: PlanFacts): DataLoss | undefined;
  /** Absent means `"inverse"`. */
  reversal?(change: ObjectChange<Kind>, facts: PlanFacts): Reversal;
  /** The lock it takes on tables that exist, in the server's words; absent means none worth a word. */
  lock?(change: ObjectChange<Kind>, facts: PlanFacts): string | undefined;
  /** Rows that it reads or writes; `"unknown"` when nobody knows how many, undefined when it touches none. */
  rows?(change: ObjectChange<Kind>, facts: PlanFacts): number | "unknown" | undefined;
  /** Further objects that the statements of a creation make: the columns of a new table. */
  creates?(change: ObjectChange<Kind>, facts: PlanFacts): readonly ObjectId[];
  /** Whether it lets go of something and so runs before what needs that, apart from the rest of its object's changes. */
  readonly isRelease?: true;
  /** What has to be made anew with the change in it, because the server does not change it in place. Absent means nothing. */
  remakes?(change: ObjectChange<Kind>, facts: PlanFacts): ObjectId | undefined;
  /**
   * Whether another object that depends on this one is in the way, and has to be dropped before and created again
   * after. Absent means never.
   */
  displaces?(dependent: CatalogObject, change: ObjectChange<Kind>, facts: PlanFacts): boolean;
}

/** A statement inside a transaction. */
export function inside(sql: string): Statement {
  return { sql, transaction: "inside" };
}
