import { type Catalog, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName, type ObjectId } from "../catalog/object-id.ts";
import { parentsOf } from "../dependencies/defined-needs.ts";
import { renameObjects } from "../diff/rename-objects.ts";
import type { ResolvedDependency } from "./removal-plan.ts";

/** What is removed, and what is made anew for it. */
export interface RemovalChange {
  readonly catalog: Catalog;
  readonly column: CatalogObject<"column">;
  readonly dependencies: readonly ResolvedDependency[];
  readonly replacements: Readonly<Record<string, string>>;
}

/** The catalog without the column and all that goes with it. */
export function removedCatalog(change: RemovalChange): Catalog {
  const gone = goneObjects(change, true);
  return { ...change.catalog, objects: keptObjects(change, gone) };
}

/**
 * The catalog with the column under another name, in the way of nobody: rows can be written without it.
 *
 * @param change what is removed
 * @param name the name it is hidden under
 * @returns the catalog
 */
export function hiddenCatalog(change: RemovalChange, name: string): Catalog {
  const { catalog, column } = change;
  const objects = keptObjects(change, goneObjects(change, false));
  const renamed = renameObjects({ ...catalog, objects }, { [column.id]: name });
  const hidden = renamed.changes[0]?.after?.id;
  return {
    ...catalog,
    objects: [...renamed.objects.values()].map((object) => (object.id === hidden ? optional(object) : object)),
  };
}

/** What has a value of its own for new rows can stay required. */
function optional(object: CatalogObject): CatalogObject {
  if (object.kind !== "column") return object;
  const { default: value, identity, generated, notNull } = object.definition;
  if (!notNull || value !== undefined || identity !== undefined || generated !== undefined) return object;
  const { notNullConstraint: _constraint, ...definition } = object.definition;
  return { ...object, definition: { ...definition, notNull: false } };
}

function keptObjects(
  { catalog, column, ...change }: RemovalChange,
  gone: ReadonlySet<ObjectId>,
): readonly CatalogObject[] {
  return catalog.objects.filter(({ id }) => !gone.has(id)).map((object) => replaced(object, { column, ...change }));
}

function replaced(object: CatalogObject, { column, replacements }: Omit<RemovalChange, "catalog">): CatalogObject {
  if (object.kind !== "view" && object.kind !== "materializedView") return object;
  const query = Object.hasOwn(replacements, displayName(object.path))
    ? replacements[displayName(object.path)]
    : undefined;
  if (query === undefined) return object;
  const dependsOn = object.dependsOn.filter((id) => id !== column.id);
  const changed = { dependsOn, isApproximate: true } as const;
  if (object.kind === "view")
    return { ...object, ...changed, definition: { ...object.definition, query, columns: [] } };
  return { ...object, ...changed, definition: { ...object.definition, query, columns: [] } };
}

/** The column, if it is to go itself, all dependents that go with it, and what is only said about one of them. */
function goneObjects(change: RemovalChange, withColumn: boolean): ReadonlySet<ObjectId> {
  const { catalog, column, dependencies } = change;
  const gone = new Set<ObjectId>();
  // A sequence that is owned counts for the column as long as that is there.
  const goers = dependencies.filter(
    ({ resolution, dependencyType }) => resolution === "goes" && (withColumn || dependencyType !== "sequence"),
  );
  const index = indexCatalog(catalog);
  for (const { object } of goers) {
    // Dependents that go are modelled.
    const found = index.get(object as ObjectId);
    if (found !== undefined && found.kind !== "table" && found.kind !== "column") gone.add(found.id);
  }
  if (withColumn) for (const id of [column.id, ...inheritedColumns(catalog, column)]) gone.add(id);
  for (let size = -1; size < gone.size; ) {
    size = gone.size;
    for (const object of catalog.objects) if (isPartOf(object, gone)) gone.add(object.id);
    for (const object of catalog.objects) if (isOwnedSequence(object, gone, catalog)) gone.add(object.id);
  }
  return gone;
}

function isPartOf(object: CatalogObject, gone: ReadonlySet<ObjectId>): boolean {
  if (object.parent !== undefined && gone.has(object.parent)) return true;
  if (object.kind === "comment" || object.kind === "grant") return gone.has(object.definition.on);
  return object.kind === "sequenceOwner" && gone.has(object.definition.column);
}

function isOwnedSequence(object: CatalogObject, gone: ReadonlySet<ObjectId>, { objects }: Catalog): boolean {
  if (object.kind !== "sequence") return false;
  return objects.some(({ id, kind, parent }) => kind === "sequenceOwner" && parent === object.id && gone.has(id));
}

function inheritedColumns({ objects }: Catalog, column: CatalogObject<"column">): readonly ObjectId[] {
  const found: ObjectId[] = [];
  const tables = [column.parent];
  for (const parent of tables) {
    for (const object of objects) {
      if (object.kind !== "table" || parent === undefined || !parentsOf(object).includes(parent)) continue;
      tables.push(object.id);
      const own = objects.find(
        (each) => each.kind === "column" && each.parent === object.id && each.path.at(-1) === column.path.at(-1),
      );
      if (own?.kind === "column" && own.definition.inherited === true) found.push(own.id);
    }
  }
  return found;
}
