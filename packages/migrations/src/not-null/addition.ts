import type { Catalog, CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { TableName } from "../diff/table-name.ts";
import type { PlanSegment } from "../plan/migration-plan.ts";
import type { ColumnFill } from "./column-fill.ts";
import type { DefaultType } from "./not-null-column.ts";

/** A required column that is to be added, as plain data that survives JSON. */
export interface Addition {
  readonly table: TableName;
  readonly column: string;
  readonly type: string;
  readonly defaultType: DefaultType;
  readonly fill: ColumnFill;
  /** Whether the column keeps its default afterwards. */
  readonly keepsDefault: boolean;
  /** Columns that order the rows for batches. */
  readonly key: readonly string[];
}

/** What is known where it is planned. */
export interface AdditionPlace {
  readonly table: CatalogObject<"table">;
  readonly catalog: Catalog;
  readonly objects: CatalogIndex;
  /** That of the catalog. */
  readonly serverVersion: number;
}

/** What a rehearsal on a copy without others showed; everything of it is undone. */
export interface Rehearsal {
  /** Whether a default that comes with the column writes all rows anew; absent where there is none. */
  readonly defaultRewrites?: boolean;
  /** Whether the column alone, without any value, writes or reads all rows. */
  readonly columnRewrites: boolean;
  /** Rows of the table that were filled, and how long that took. */
  readonly sampleRows: number;
  readonly sampleMs: number;
  /** How long the change of the copy took, without its rows. */
  readonly changeMs: number;
  /** What the database refused, in words without values; absent when it took all of it. */
  readonly refused?: Refused;
}

/** What the database said to a statement. */
export interface Refused {
  /** The code of the failure: `DATABASE.UNDEFINED_COLUMN`. */
  readonly code: string;
  /** The database's own code, where it has one. */
  readonly state?: string;
  readonly message: string;
}

/** `SINGLE_STEP`: one statement that touches no row. `REBUILD`: the table is built anew in one transaction. */
export type ExecutionStrategy = "SINGLE_STEP" | "BATCHED_BACKFILL" | "REBUILD";

/** How it is done. */
export interface AdditionSteps {
  readonly executionStrategy: ExecutionStrategy;
  readonly segments: readonly PlanSegment[];
  /** What is there afterwards that was not before. */
  readonly created: readonly CatalogObject[];
}

/** What all rows of a table come to under the expression. */
export interface FillInspection {
  readonly rows: number;
  readonly nulls: number;
  /** Rows whose value the type would cut or not take. */
  readonly misfits: number;
  /** Values of a lookup that lead to more than one row. */
  readonly ambiguous: number;
  readonly query: string;
}
