import type { Connection } from "@dataflow/database";
import { type Catalog, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName } from "../catalog/object-id.ts";
import { columnsOf, findBaseTable, type TableReference } from "../dependencies/base-table.ts";
import { backupDialect } from "../dialects/backup-dialects.ts";
import { quoteIdentifier, quoteList, quoteTable } from "../dialects/sql-text.ts";
import { type TableName, tableOfPath } from "../diff/table-name.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { checkOptionNames, invalidOption } from "../errors/option-names.ts";
import type { BackupRecord } from "../history/backup-record.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { assertUndamaged } from "../rollback/keep-aside.ts";
import { backupDamaged } from "../rollback/rollback-errors.ts";
import { findRemoval } from "./find-removal.ts";

/** Which snapshot is to be seen again, and where. */
export interface RestoreTableRequest {
  readonly table: TableReference;
  /** The column that was removed when the snapshot was made. */
  readonly column: string;
  /** The name of a new table, in the schema of the old one. */
  readonly into: string;
}

/** A table with the rows of a snapshot. */
export interface RestoredTable {
  readonly table: TableName;
  readonly columns: readonly string[];
  readonly rows: number;
}

/**
 * Makes a new table of all rows as they were when a column was removed with the strategy `TABLE_SNAPSHOT`. Nothing else is
 * touched: what was written since stays where it is, and can be compared with it.
 *
 * @param connection the database, outside of any transaction
 * @param request which snapshot, and the name of the new table
 * @returns the new table; it has the types and the primary key of the old one, and no other constraints
 * @throws MIGRATION.NO_BACKUP when no whole table was kept with the column
 * @throws MIGRATION.BACKUP_DAMAGED when what was kept was changed since
 * @throws MIGRATION.INVALID_OPTION when the name is taken
 * @throws MIGRATION.UNKNOWN_OBJECT, MIGRATION.UNKNOWN_OPTION
 */
export async function restoreTable(connection: Connection, request: RestoreTableRequest): Promise<RestoredTable> {
  checkOptionNames("restoreTable", request, ["table", "column", "into"]);
  const current = await readCatalog(connection);
  const table = findBaseTable(current, request.table);
  const path = [...table.path.slice(0, -1), request.into];
  if (request.into === "" || current.objects.some((one) => RELATIONS.has(one.kind) && isAt(one, path)))
    throw invalidOption("restoreTable", "into", "give the name of a table that is not there yet");
  const found = await findRemoval(connection, current, { table, column: request.column });
  const backup = found?.backup;
  if (found === undefined || backup?.backup.also === undefined)
    throw nothingWhole(displayName([...table.path, request.column]));
  await assertUndamaged(connection, backup);
  return fillBeside(connection, { before: found.before, table, into: tableOfPath(path), backup });
}

const RELATIONS: ReadonlySet<CatalogObject["kind"]> = new Set(["table", "view", "materializedView", "sequence"]);

function isAt({ path }: CatalogObject, place: readonly string[]): boolean {
  return path.length === place.length && path.every((name, index) => name === place[index]);
}

interface Snapshot {
  readonly before: Catalog;
  readonly table: CatalogObject<"table">;
  readonly into: TableName;
  readonly backup: BackupRecord;
}

async function fillBeside(connection: Connection, snapshot: Snapshot): Promise<RestoredTable> {
  const { before, table, into, backup } = snapshot;
  const dialect = backupDialect(connection.dialect);
  const old = indexCatalog(before).get(table.id);
  const kept = [...backup.backup.columns.map((one) => one.before), ...(backup.backup.also ?? [])];
  const columns = (old?.kind === "table" ? columnsOf(before, old) : [])
    .toSorted((left, right) => (left.position ?? 0) - (right.position ?? 0))
    .map(({ path, definition }) => ({ name: path.at(-1) ?? "", type: definition.type }))
    .filter(({ name }) => kept.includes(name));
  const typeOf = new Map(columns.map(({ name, type }) => [name, type]));
  const target = {
    table: into,
    key: [],
    names: kept,
    columns: kept.map((name) => ({ name, type: typeOf.get(name) ?? "text" })),
  };
  const key = primaryKeyOf(before, table).filter((name) => typeOf.has(name));
  const parts = [
    ...columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`.trimEnd()),
    ...(key.length === 0 ? [] : [`PRIMARY KEY ${quoteList(key)}`]),
  ];
  return connection.transaction(async () => {
    await connection.run(`CREATE TABLE ${quoteTable(into)} (${parts.join(", ")})`);
    for (const sql of dialect.restoreBeside(backup.backup, dialect.storage(backup.storage), target))
      await connection.run(sql);
    const { rows } = await connection.query(`SELECT count(*) AS n FROM ${quoteTable(into)}`);
    if (Number(rows[0]?.n) !== backup.rows) throw backupDamaged(connection, backup);
    return Object.freeze({ table: into, columns: columns.map(({ name }) => name), rows: backup.rows });
  });
}

function primaryKeyOf({ objects }: Catalog, table: CatalogObject<"table">): readonly string[] {
  return objects.flatMap((one) =>
    one.kind === "constraint" && one.parent === table.id && one.definition.type === "primary key"
      ? one.definition.columns
      : [],
  );
}

function nothingWhole(column: string): Error {
  return migrationErrors.create("NO_BACKUP", {
    message: `No whole table was kept with the column ${column}`,
    why: "it was not removed here, or with another strategy than TABLE_SNAPSHOT",
    fix: "restoreColumn gives back what was kept of the column itself",
    meta: { column },
  });
}
