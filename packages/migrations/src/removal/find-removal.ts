import type { Connection } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { type ObjectId, objectId } from "../catalog/object-id.ts";
import { columnsOf } from "../dependencies/base-table.ts";
import { type BackupRecord, readBackups } from "../history/backup-record.ts";
import {
  type MigrationRecord,
  readRecordedCatalogs,
  readRecordedPlan,
  readRecords,
} from "../history/migration-record.ts";
import { parseHiddenName } from "./hidden-column.ts";

/** A column that was removed and can come back. */
export interface FoundRemoval {
  readonly record: MigrationRecord;
  readonly before: Catalog;
  /** As it was. */
  readonly column: CatalogObject<"column">;
  /** Under which it is there; absent when it is gone. */
  readonly hiddenId?: ObjectId;
  readonly backup?: BackupRecord;
}

/**
 * Finds out how a column was removed, the last time.
 *
 * @param connection the database
 * @param current its catalog
 * @param place the table and the former name of the column
 * @returns the removal; undefined when there is none that can be taken back
 */
export async function findRemoval(
  connection: Connection,
  current: Catalog,
  { table, column }: { readonly table: CatalogObject<"table">; readonly column: string },
): Promise<FoundRemoval | undefined> {
  const id = objectId("column", [...table.path, column]);
  const hidden = columnsOf(current, table).filter(({ path }) => parseHiddenName(path.at(-1) ?? "") !== undefined);
  for (const record of (await readRecords(connection)).toReversed()) {
    if (record.state === "rolledBack" || record.state === "superseded") continue;
    const { renamesBack = {} } = await readRecordedPlan(connection, record.id);
    const hiddenId = hidden.find((each) => Object.hasOwn(renamesBack, each.id) && renamesBack[each.id] === column)?.id;
    const backup = (await readBackups(connection, record.id)).find(
      (each) => each.backup.of === table.id && each.backup.columns.some(({ before }) => before === column),
    );
    if (hiddenId === undefined && backup === undefined) continue;
    const { before } = await readRecordedCatalogs(connection, record.id);
    const found = before?.objects.find((object) => object.id === id);
    if (before === undefined || found?.kind !== "column") continue;
    const kept = hiddenId === undefined ? { backup } : { hiddenId };
    return {
      record,
      before,
      column: found,
      ...(kept.backup && { backup: kept.backup }),
      ...(hiddenId && { hiddenId }),
    };
  }
  return undefined;
}
