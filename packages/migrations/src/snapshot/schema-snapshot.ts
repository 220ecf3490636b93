import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { TableChecksum } from "./table-checksum.ts";

/** What a snapshot is to hold beside the definitions. */
export interface SnapshotOptions {
  /** What it is for, for people. */
  readonly description: string;
  /** Reads every row once and keeps checksums. Default false. */
  readonly includeDataChecksums?: boolean;
  /** Keeps sizes, and how often tables were read as a whole. Default false. */
  readonly includePerformanceMetrics?: boolean;
  /** Looks whether rows keep to every constraint. Default false. */
  readonly includeConstraintValidation?: boolean;
}

/** Figures about a table. */
export interface TableStatistics {
  readonly bytes: number;
  readonly fullReads?: number;
}

/** A constraint that rows do not keep to. */
export interface ConstraintFinding {
  readonly constraint: ObjectId;
  /** Rows that break it; at least one. */
  readonly rows: number;
}

/** A database at one moment, kept in its bookkeeping. */
export interface SchemaSnapshot {
  readonly snapshotId: string;
  readonly description: string;
  /** By the clock of the database. */
  readonly createdAt: string;
  readonly catalog: Catalog;
  readonly fingerprint: string;
  readonly tableDefinitions: readonly CatalogObject<"table">[];
  readonly constraintDefinitions: readonly CatalogObject<"constraint">[];
  readonly indexDefinitions: readonly CatalogObject<"index">[];
  /** By table; absent unless asked for. */
  readonly checksums?: Readonly<Record<ObjectId, TableChecksum>>;
  /** By table; absent unless asked for. */
  readonly statistics?: Readonly<Record<ObjectId, TableStatistics>>;
  /** Constraints that rows do not keep to; absent unless asked for. */
  readonly constraintFindings?: readonly ConstraintFinding[];
  /** The migration that was the last one; absent where none had been. */
  readonly lastMigration?: string;
}

/** What of a snapshot is written down: the rest follows from the catalog. */
export type SnapshotContent = Omit<
  SchemaSnapshot,
  "snapshotId" | "description" | "createdAt" | "tableDefinitions" | "constraintDefinitions" | "indexDefinitions"
>;

/** A snapshot in a list. */
export interface SnapshotSummary {
  readonly snapshotId: string;
  readonly description: string;
  readonly createdAt: string;
  readonly fingerprint: string;
}
