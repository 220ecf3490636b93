import type { ObjectId } from "../catalog/object-id.ts";
import type { RiskLevel } from "../report/risk-level.ts";

/** What kind of thing depends on a table or a column. */
export const DEPENDENCY_KINDS = [
  "foreign key",
  "view",
  "materialized view",
  "trigger",
  "function",
  "policy",
  "generated column",
  "index",
  "constraint",
  "sequence",
  "rule",
  "publication",
  "partition",
  "inheritance",
  "default",
  "statistics",
  /** A column, type or function that is made of a table's row type. */
  "row type",
  /** A table of a module that has its rows from another table. */
  "virtual table",
  "event trigger",
  "unmodelled",
] as const;

/** One of {@link DEPENDENCY_KINDS}. */
export type DependencyKind = (typeof DEPENDENCY_KINDS)[number];

/** Something that needs a table or a column. */
export interface Dependency {
  readonly dependencyType: DependencyKind;
  /** The identity of what depends; for what is not modelled, the database's kind and name: `"foreign table public.far"`. */
  readonly object: ObjectId | string;
  /** Its name for people: `"public.active_users"`. */
  readonly objectName: string;
  /** What it needs: the table or column that was asked about, or another dependent between the two. */
  readonly needs: ObjectId;
  /** 1 for what depends directly, 2 for what depends on that, and so on. */
  readonly distance: number;
  /** What its loss or change means. */
  readonly impactLevel: RiskLevel;
  /** How it is known: the catalog records it, or a body of code names it. `"possible"`: a body cannot be understood. */
  readonly known: "recorded" | "parsed" | "possible";
}

/** All that depends on a table or a column. */
export interface DependencyReport {
  readonly subject: ObjectId;
  /** The nearest first, then by identity. */
  readonly dependencies: readonly Dependency[];
  /** What could not be found out, one sentence each; a report with entries here is never a permission. */
  readonly unknown: readonly string[];
}
