import type { Connection, DatabaseDescription } from "@dataflow/database";
import type { UnmodelledObject } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";

/** What was asked of a table, and what came of it. */
export interface StagedTableReport {
  readonly table: ObjectId;
  /** Rows in the source. */
  readonly sourceRows: number;
  /** Rows that were to be chosen. */
  readonly askedRows: number;
  /** Rows that were chosen: more than asked where every group or value is to be there. */
  readonly chosenRows: number;
  /** Rows that came because others refer to them. */
  readonly parentRows: number;
  /** All rows, as a part of a hundred of the source's. */
  readonly percentage: number;
  /** That `maxRowsPerTable` left rows out that would have been chosen. */
  readonly isCapped: boolean;
  /** The columns whose values made groups. */
  readonly strata: readonly string[];
}

/** What a staging environment holds, measured. */
export interface StagingReport {
  readonly tables: readonly StagedTableReport[];
  readonly rows: number;
  readonly bytes: number;
  readonly durationMs: number;
  readonly sourceFingerprint: string;
  readonly fingerprint: string;
  /** What could not be made, each with the server's reason; the fingerprints differ then. */
  readonly leftOut: readonly { readonly object: ObjectId; readonly reason: string }[];
  /** What the source holds and no copy can have, because it is not modelled. */
  readonly unmodelled: readonly UnmodelledObject[];
  /** Where the planner's figures come from: those of the source, or those of the copied rows. */
  readonly statistics: "copied" | "gathered" | "none";
  /** Foreign keys with rows that refer to nothing: in the source already, or because integrity was not asked for. */
  readonly orphans: readonly { readonly constraint: ObjectId; readonly rows: number }[];
  /** Columns whose values are masked, those of keys that refer to them included. */
  readonly masked: readonly ObjectId[];
}

/** How others get at a staging environment. */
export interface StagingConnectionInfo {
  /** Without a password, so that it can be printed. */
  readonly databaseUrl: string;
  /** For `connect`; its password is not enumerable. */
  readonly description: DatabaseDescription;
}

/** A copy of a database to try things on; it is removed by `cleanupStagingEnvironment`, `await using`, or its limits. */
export interface StagingEnvironment extends AsyncDisposable {
  readonly environmentId: string;
  readonly environmentName: string;
  readonly connectionInfo: StagingConnectionInfo;
  readonly connection: Connection;
  readonly report: StagingReport;
}
