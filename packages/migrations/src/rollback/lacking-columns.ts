import type { Connection } from "@dataflow/database";
import { type Catalog, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName, type ObjectId } from "../catalog/object-id.ts";
import { backupDialect } from "../dialects/backup-dialects.ts";
import { quoteTable } from "../dialects/sql-text.ts";
import { type Renames, renameObjects } from "../diff/rename-objects.ts";
import { tableOfPath } from "../diff/table-name.ts";
import type { BackupRecord } from "../history/backup-record.ts";

/** A required column that comes back, and rows that have no value for it. */
export interface LackingColumn {
  readonly column: CatalogObject<"column">;
  /** Its name as options take it: `"column orders.note"`. */
  readonly name: string;
  readonly rows: number;
  /** Whether the primary key needs it, so that it cannot be without a value. */
  readonly isKey: boolean;
}

/** What a way back goes from and to. */
export interface WayBack {
  readonly before: Catalog;
  readonly current: Catalog;
  readonly renames: Renames;
  readonly backups: readonly BackupRecord[];
}

/**
 * Finds rows that were written since a required column went: nothing was put aside for them.
 *
 * @param connection the database
 * @param way what it goes from and to
 * @returns the columns that such rows lack; columns with a default of their own are none of them
 */
export async function lackingColumns(connection: Connection, way: WayBack): Promise<readonly LackingColumn[]> {
  const { before, current, renames } = way;
  const renamed = renameObjects(current, renames);
  const now = indexCatalog(current);
  const found: LackingColumn[] = [];
  for (const column of before.objects) {
    if (column.kind !== "column" || !isLeftToRows(column) || renamed.objects.has(column.id)) continue;
    const tableNow = column.parent && now.get(renamed.origins.get(column.parent) ?? column.parent);
    if (tableNow?.kind !== "table") continue;
    const rows = await countLacking(connection, column, { tableNow, backups: way.backups });
    if (rows > 0) found.push({ column, name: columnName(column), rows, isKey: isInKey(column, before) });
  }
  return found;
}

/** A column as options take it. */
export function columnName({ path }: Pick<CatalogObject<"column">, "path">): string {
  return `column ${displayName(path)}`;
}

function isLeftToRows({ definition }: CatalogObject<"column">): boolean {
  const { notNull, default: value, generated, identity, inherited } = definition;
  return notNull && value === undefined && generated === undefined && identity === undefined && inherited !== true;
}

async function countLacking(
  connection: Connection,
  column: CatalogObject<"column">,
  { tableNow, backups }: { readonly tableNow: CatalogObject<"table">; readonly backups: readonly BackupRecord[] },
): Promise<number> {
  const last = column.path.at(-1);
  const own = backups.find(
    ({ backup }) =>
      backup.of === column.parent && backup.kind === "columns" && backup.columns.some(({ before }) => before === last),
  );
  const dialect = backupDialect(connection.dialect);
  const query =
    own === undefined
      ? `SELECT count(*) AS n FROM ${quoteTable(tableOfPath(tableNow.path))}`
      : dialect.countNew(own.backup, dialect.storage(own.storage));
  return Number((await connection.query(query)).rows[0]?.n);
}

function isInKey({ parent, path }: CatalogObject<"column">, { objects }: Catalog): boolean {
  const name = path.at(-1) ?? "";
  return objects.some(
    (object) =>
      object.kind === "constraint" &&
      object.parent === parent &&
      object.definition.type === "primary key" &&
      object.definition.columns.includes(name),
  );
}

/** The catalog with some columns that need no value. */
export function withOptional(catalog: Catalog, columns: ReadonlySet<ObjectId>): Catalog {
  if (columns.size === 0) return catalog;
  const optional = (object: CatalogObject): CatalogObject => {
    if (object.kind !== "column" || !columns.has(object.id)) return object;
    const { notNullConstraint: _, ...definition } = object.definition;
    return { ...object, definition: { ...definition, notNull: false } };
  };
  return { ...catalog, objects: catalog.objects.map(optional) };
}
