import type { LockMode } from "./lock-mode.ts";

/** A relation that was there before the statement. On SQLite a lock is always that of the whole file, kind `"file"`. */
export interface AffectedRelation {
  /** Absent on SQLite. */
  readonly schema?: string;
  readonly name: string;
  readonly kind: "table" | "index" | "view" | "materialized view" | "sequence" | "composite" | "file";
}

/** What a statement does to one relation. */
export interface RelationEffect {
  readonly relation: AffectedRelation;
  /** The strongest lock that it takes; absent when it takes none. */
  readonly lock?: LockMode;
  /** Whether all rows (or index entries) are written anew. */
  readonly rewrites: boolean;
  /** Whether all rows are read while the lock is held. */
  readonly scans: boolean;
  /** Whether an index of the relation is built, which reads all rows and sorts them. */
  readonly buildsIndex: boolean;
}

/** All that a statement does to relations that were there before it: what a predictor foretells and a tracer sees. */
export interface StatementEffects {
  readonly statement: string;
  /** By schema and name; nothing that the statement makes itself. */
  readonly relations: readonly RelationEffect[];
  /** Whether the server refuses it inside a transaction. */
  readonly nonTransactional: boolean;
  /** Whether it waits until all older transactions of the database have ended, as concurrent builds do. */
  readonly waitsForTransactions: boolean;
  /** What the effects could not be derived from, one sentence each: `"the body of a DO block"`. Unknown is never safe. */
  readonly unknown: readonly string[];
}
