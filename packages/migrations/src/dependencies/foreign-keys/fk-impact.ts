import type { ReferentialAction } from "@dataflow/core";
import type { ObjectId } from "../../catalog/object-id.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import type { RiskLevel } from "../../report/risk-level.ts";
import type { TableSubject } from "../dependency-subject.ts";

/** What is to be done to a table, a column or its rows. */
export const FK_OPERATIONS = [
  "DROP_COLUMN",
  "DROP_TABLE",
  "RENAME_COLUMN",
  "RENAME_TABLE",
  "CHANGE_TYPE",
  "DELETE_ROWS",
] as const;

/** One of {@link FK_OPERATIONS}. */
export type FkOperation = (typeof FK_OPERATIONS)[number];

/** What `analyzeFkImpact` is asked. */
export interface FkImpactRequest extends TableSubject {
  readonly operation: FkOperation;
  /** For DROP_COLUMN, RENAME_COLUMN and CHANGE_TYPE. */
  readonly column?: string;
  /** For DELETE_ROWS: a condition in SQL; absent means all rows. It is run as it stands. */
  readonly where?: string;
  /** Whether rows are followed along the keys and counted. Default true. */
  readonly includeCascadeAnalysis?: boolean;
  /** How long counting may take, where the database can be stopped; after that the rows are unknown. Default 30,000. */
  readonly timeoutMs?: number;
}

/** What a foreign key has to do with a change. */
export interface AffectedConstraint {
  readonly constraint: ObjectId;
  /** The table whose rows refer. */
  readonly table: ObjectId;
  readonly columns: readonly string[];
  readonly references: { readonly table: ObjectId; readonly columns: readonly string[] };
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  /**
   * `goes`: it is lost with what it is a part of. `blocks`: the database refuses the change while it is there. `follows`:
   * the database keeps it right by itself. `mustAgree`: both its sides have to be changed together. `acts`: it deletes,
   * changes or protects rows.
   */
  readonly effect: "goes" | "blocks" | "follows" | "mustAgree" | "acts";
}

/** What one foreign key does when rows that others refer to are deleted. */
export interface CascadeOperation {
  readonly constraint: ObjectId;
  readonly table: ObjectId;
  readonly action: ReferentialAction;
  /**
   * Rows that it deletes (cascade), changes (set null, set default) or protects (restrict, no action), of those that are
   * not deleted anyway. A row that several keys delete is counted with each.
   */
  readonly rows: number | "unknown";
}

/** Rows that are deleted, each counted once however many ways lead to it. */
export interface DeletedRows {
  readonly table: ObjectId;
  readonly rows: number | "unknown";
}

/** What a change means for foreign keys. */
export interface FkImpact {
  readonly request: FkImpactRequest;
  /** The table, or the column. */
  readonly subject: ObjectId;
  readonly impactLevel: RiskLevel;
  /** By identity. */
  readonly affectedConstraints: readonly AffectedConstraint[];
  /** The tables that are reached, the subject's included; by identity. */
  readonly affectedTables: readonly ObjectId[];
  /** For CHANGE_TYPE: the columns that are one type together, the subject included; by identity. */
  readonly affectedColumns: readonly ObjectId[];
  readonly cascadeOperations: readonly CascadeOperation[];
  /** Rows that were asked to be deleted; 0 where no rows are looked at. */
  readonly requestedRows: number | "unknown";
  /** By table; the rows that were asked for are among them. */
  readonly deletedRows: readonly DeletedRows[];
  /** Nothing is in the way, nothing is unknown, and no row is deleted or changed but those that were named. */
  readonly isSafeToProceed: boolean;
  /** Why not, one sentence each. */
  readonly reasons: readonly string[];
  readonly evidence: readonly Evidence[];
  /** What could not be found out; then it is not safe. */
  readonly unknown: readonly string[];
}
