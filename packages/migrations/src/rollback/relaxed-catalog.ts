import { type Catalog, type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { type ObjectId, objectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import { Dependents } from "../diff/dependents.ts";
import type { StepBackup } from "../plan/step-backup.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";

/** What looks at rows, or acts when they change: it waits until the rows are as they were. */
const LOOKING_ON: ReadonlySet<ObjectKind> = new Set([
  "constraint",
  "index",
  "trigger",
  "rule",
  "view",
  "materializedView",
  "policy",
  "statistics",
  "publication",
]);

/**
 * A catalog that takes rows which are not complete yet: tables and columns as they will be, without what their rows would
 * break or set off on the way. From there to the catalog itself is a plan like any other.
 *
 * @param catalog the catalog to get to
 * @param backups what is going to be given back
 * @param lacking further columns that rows have no value for yet
 * @returns the catalog in between
 */
export function relaxedCatalog(
  catalog: Catalog,
  backups: readonly StepBackup[],
  lacking: readonly ObjectId[] = [],
): Catalog {
  const objects = indexCatalog(catalog);
  const columns = new Set([...backups.flatMap((backup) => restoredColumns(backup, objects)), ...lacking]);
  const removed = removedObjects(objects, backups, columns);
  const kept = catalog.objects.filter(({ id }) => !removed.has(id));
  return freezeDeep({ ...catalog, objects: kept.map((object) => (columns.has(object.id) ? relaxed(object) : object)) });
}

/** Columns whose values come back into a table that is there. */
function restoredColumns({ kind, of, columns }: StepBackup, objects: CatalogIndex): readonly ObjectId[] {
  const path = objects.get(of)?.path;
  if (kind !== "columns" || path === undefined) return [];
  return columns.map(({ before }) => objectId("column", [...path, before]));
}

function removedObjects(
  objects: CatalogIndex,
  backups: readonly StepBackup[],
  columns: ReadonlySet<ObjectId>,
): ReadonlySet<ObjectId> {
  const dependents = new Dependents(objects);
  const removed = new Set<ObjectId>();
  const remove = (object: CatalogObject): void => {
    if (removed.has(object.id)) return;
    removed.add(object.id);
    // Its comments and privileges, and what is built on it.
    for (const each of dependents.all(object.id)) if (!holdsData(each)) removed.add(each.id);
  };
  for (const id of columns) for (const object of dependents.all(id)) if (isInTheWay(object, objects)) remove(object);
  for (const { kind, of } of backups) {
    if (kind === "sequence") continue;
    for (const object of dependents.all(of)) if (actsOnRows(object)) remove(object);
  }
  return removed;
}

function holdsData({ kind }: CatalogObject): boolean {
  return kind === "table" || kind === "column" || kind === "sequence";
}

/** A table without row numbers, or one that counts, cannot be without its key. */
function isInTheWay(object: CatalogObject, objects: CatalogIndex): boolean {
  if (!LOOKING_ON.has(object.kind)) return false;
  if (object.kind !== "constraint" || object.definition.type !== "primary key") return true;
  const table = object.parent && objects.get(object.parent);
  if (table?.kind !== "table") return true;
  return table.definition.withoutRowid !== true && table.definition.autoincrement !== true;
}

/** Triggers and rules would run for rows that only come back; references may be complete only when all rows are there. */
function actsOnRows(object: CatalogObject): boolean {
  if (object.kind === "constraint") return object.definition.type === "foreign key";
  return object.kind === "trigger" || object.kind === "rule" || object.kind === "materializedView";
}

function relaxed(object: CatalogObject): CatalogObject {
  if (object.kind !== "column") return object;
  const { identity: _identity, notNullConstraint: _constraint, ...definition } = object.definition;
  return { ...object, definition: { ...definition, notNull: false } };
}
