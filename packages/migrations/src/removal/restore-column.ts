import type { Connection } from "@dataflow/database";
import { applyMigration } from "../apply/apply-migration.ts";
import type { ApplyMigrationOptions } from "../apply/apply-options.ts";
import { type Catalog, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName } from "../catalog/object-id.ts";
import { columnsOf, findBaseTable, type TableReference } from "../dependencies/base-table.ts";
import { backupDialect } from "../dialects/backup-dialects.ts";
import { quoteIdentifier, quoteTable } from "../dialects/sql-text.ts";
import { renameObjects } from "../diff/rename-objects.ts";
import { tableOfPath } from "../diff/table-name.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { checkOptionNames } from "../errors/option-names.ts";
import type { BackupRecord } from "../history/backup-record.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { LOCK_TIMEOUT_MS, RETRY_MS } from "../not-null/addition-pace.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { assertUndamaged } from "../rollback/keep-aside.ts";
import { planRollback } from "../rollback/plan-rollback.ts";
import { restoredData } from "../rollback/restored-data.ts";
import { type FoundRemoval, findRemoval } from "./find-removal.ts";
import { restoredCatalog } from "./restored-catalog.ts";

/** Which column is to come back. */
export interface RestoreColumnRequest {
  readonly table: TableReference;
  /** Its former name. */
  readonly column: string;
}

/** What came back. */
export interface RestoredColumn {
  /** `HIDDEN`: it was there under another name. `BACKUP`: its values were put aside. */
  readonly from: "HIDDEN" | "BACKUP";
  /** Rows that have the value that they had. */
  readonly rows: number;
  /** Rows that were written since, or changed in a way that they cannot be found again. */
  readonly rowsSince: number;
  /** False when it was required, and rows that were written since have no value. */
  readonly isRequired: boolean;
  readonly migrationId?: string;
}

/**
 * Gives a removed column back, with its values and all that went with it: as it was, where nothing was written since. What
 * other migrations changed meanwhile stays.
 *
 * @param connection the database, outside of any transaction
 * @param request which column
 * @returns what came back
 * @throws MIGRATION.NO_BACKUP when it was not removed here, or nothing was kept
 * @throws MIGRATION.BACKUP_DAMAGED when what was kept was changed since
 * @throws MIGRATION.UNKNOWN_OBJECT when there is no such table
 */
export async function restoreColumn(connection: Connection, request: RestoreColumnRequest): Promise<RestoredColumn> {
  checkOptionNames("restoreColumn", request, ["table", "column"]);
  const current = await readCatalog(connection);
  const table = findBaseTable(current, request.table);
  const name = displayName([...table.path, request.column]);
  if (columnsOf(current, table).some(({ path }) => path.at(-1) === request.column)) throw isThere(name);
  const found = await findRemoval(connection, current, { table, column: request.column });
  if (found === undefined) throw nothingKept(name);
  const source = { current, table, found, name };
  return found.backup === undefined
    ? unhide(connection, source)
    : giveBack(connection, { ...source, backup: found.backup });
}

interface RestoreSource {
  readonly current: Catalog;
  readonly table: CatalogObject<"table">;
  readonly found: FoundRemoval;
  readonly name: string;
}

/** The column gets its name back. */
async function unhide(connection: Connection, source: RestoreSource): Promise<RestoredColumn> {
  const { current, table, found, name } = source;
  const { hiddenId, column, before } = found;
  if (hiddenId === undefined) throw nothingKept(name);
  const hidden =
    columnsOf(current, table)
      .find(({ id }) => id === hiddenId)
      ?.path.at(-1) ?? "";
  const counted = `SELECT count(*) AS n, count(${quoteIdentifier(hidden)}) AS given FROM ${quoteTable(tableOfPath(table.path))}`;
  const { n, given } = (await connection.query(counted)).rows[0] ?? {};
  const isRequired = !column.definition.notNull || Number(n) === Number(given);
  const renames = { [hiddenId]: column.path.at(-1) ?? "" };
  const renamed = { ...current, objects: [...renameObjects(current, renames).objects.values()] };
  const desired = restoredCatalog({ current: renamed, before, column, isRequired });
  const plan = planMigration(current, desired, { renames, allow: "everything" });
  const migrationId = await apply(connection, plan, name);
  const rowsSince = column.definition.notNull ? Number(n) - Number(given) : 0;
  return Object.freeze({ from: "HIDDEN", rows: Number(n) - rowsSince, rowsSince, isRequired, ...migrationId });
}

/** The column is made again, and its values are given back to their rows. */
async function giveBack(
  connection: Connection,
  { current, table, found, name, backup }: RestoreSource & { readonly backup: BackupRecord },
): Promise<RestoredColumn> {
  await assertUndamaged(connection, backup);
  const { column, before, record } = found;
  const hasOwnValue = column.definition.default !== undefined || column.definition.identity !== undefined;
  const isRequired = !column.definition.notNull || hasOwnValue || (await unknownRows(connection, table, backup)) === 0;
  const desired = restoredCatalog({ current, before, column, isRequired });
  const source = { current, before: desired, renames: {}, backups: [backup], undoes: record.id };
  const plan = planRollback(connection, source);
  const migrationId = await apply(connection, plan, name);
  const place = { objects: indexCatalog(desired), since: indexCatalog(current), renames: {} };
  const [data] = await restoredData(connection, { backups: [backup], place });
  const counts = { rows: data?.rows ?? 0, rowsSince: data?.rowsSince ?? 0 };
  return Object.freeze({ from: "BACKUP", ...counts, isRequired, ...migrationId });
}

/** Rows that were not there when the values were put aside. */
async function unknownRows(
  connection: Connection,
  table: CatalogObject<"table">,
  { backup, storage }: BackupRecord,
): Promise<number> {
  const { keyText, storage: stored } = backupDialect(connection.dialect);
  const key = keyText(backup.key.map(({ before }) => before));
  const { rows } = await connection.query(
    `SELECT count(*) AS n FROM (SELECT ${key} AS k FROM ${quoteTable(tableOfPath(table.path))}) AS t
     LEFT JOIN ${stored(storage)} AS s ON s.k = t.k WHERE s.k IS NULL`,
  );
  return Number(rows[0]?.n);
}

async function apply(
  connection: Connection,
  plan: MigrationPlan,
  column: string,
): Promise<{ readonly migrationId?: string }> {
  const options: ApplyMigrationOptions = {
    name: `restore ${column}`,
    lockTimeoutMs: LOCK_TIMEOUT_MS,
    retryMs: RETRY_MS,
  };
  const { migrationId } = await applyMigration(connection, plan, options);
  return migrationId === undefined ? {} : { migrationId };
}

function isThere(column: string): Error {
  return migrationErrors.create("COLUMN_EXISTS", {
    message: `There is a column ${column}`,
    why: "a column that comes back would have its name",
    fix: "rename the one that is there, then restore the old one",
    meta: { column },
  });
}

function nothingKept(column: string): Error {
  return migrationErrors.create("NO_BACKUP", {
    message: `Nothing of a column ${column} is kept here`,
    why: "it was not removed by this package, or without a backup, or the backup was dropped since",
    fix: "restore the data from your own backup",
    meta: { column },
  });
}
