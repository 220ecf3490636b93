import type { Connection } from "@dataflow/database";
import type { TableName } from "../diff/table-name.ts";
import type { RowCopy } from "../plan/migration-plan.ts";
import type { StepBackup } from "../plan/step-backup.ts";

/** A number that a column or table counts with, and that no row shows. */
export interface Counter {
  /** The column, under its name from before the plan; absent where the table counts. */
  readonly column?: string;
  readonly last: string;
  readonly isUsed: boolean;
}

/** A value that somebody gives for rows that have none. */
export type RestoreFill = string | number | bigint | boolean;

/** A column to be given back, with what its values are to be read as. */
export interface RestoredColumn {
  readonly name: string;
  readonly type: string;
  /** The type it has had since, when it stayed. */
  readonly typeSince?: string;
}

/** Where a backup goes back to. */
export interface RestoreTarget {
  readonly table: TableName;
  readonly key: readonly string[];
  /** In the order of the backup. */
  readonly columns: readonly RestoredColumn[];
  /** Every column of the table. */
  readonly names: readonly string[];
}

/** All that differs between databases when data is put aside and given back. */
export interface BackupDialect {
  /** The table that holds a backup, as statements call it. */
  storage(name: string): string;
  /** The same for whoever reads the rows of it. */
  storageTable(name: string): TableName;
  /** Makes the table that values are put into, still empty: `k` is the key, `v0`, `v1` … the values. */
  keepNothing(backup: StepBackup, storage: string): readonly string[];
  /** Conditions that together are true for every row once, each for a part of them, in the order they are stored in. */
  parts(connection: Connection, backup: StepBackup): Promise<readonly string[]>;
  /** Puts the values of some rows aside. */
  keepPart(backup: StepBackup, storage: string, part: string): readonly string[];
  /** A query for `n`, the rows that the backup does not know because they were written since. */
  countNew(backup: StepBackup, storage: string): string;
  /** Gives rows without a value one. */
  fill(table: TableName, column: RestoredColumn, value: RestoreFill): string;
  /** The text that tells a row from all others by its key: what a backup has as `k`. */
  keyText(names: readonly string[]): string;
  /** A value as a text that no other value has. */
  valueText(name: string): string;
  /** An empty table for a backup that is filled in parts. */
  createStorage(backup: StepBackup, storage: string): readonly string[];
  /** How rows come into it. */
  copyInto(backup: StepBackup, storage: string): RowCopy;
  /** Notes what became of values that stayed: `n0`, `n1` … */
  keepResult(backup: StepBackup, storage: string): readonly string[];
  /** Numbers that are about to be lost. */
  readCounters(connection: Connection, backup: StepBackup): Promise<readonly Counter[]>;
  /** Gives values back to the rows that still are as the step had left them. */
  restore(backup: StepBackup, storage: string, target: RestoreTarget): readonly string[];
  /** Puts all that was kept of a whole table into another one, whose columns are named in the order of the backup. */
  restoreBeside(backup: StepBackup, storage: string, target: RestoreTarget): readonly string[];
  /** A query for `n`, the values that are in the table as they were put aside. */
  countRestored(backup: StepBackup, storage: string, target: RestoreTarget): string;
  /** Sets counters to where they were. */
  restoreCounters(counters: readonly Counter[], table: TableName): readonly string[];
  restoreSequence(storage: string, sequence: TableName): readonly string[];
}
