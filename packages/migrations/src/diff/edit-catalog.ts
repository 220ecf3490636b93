import { type Catalog, type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { ddlDialect } from "../dialects/ddl-dialects.ts";

/**
 * A catalog with other objects.
 *
 * @param catalog the catalog
 * @param objects what there is instead
 * @returns the catalog, its objects in order
 */
export function withObjects(catalog: Catalog, objects: Iterable<CatalogObject>): Catalog {
  return { ...catalog, objects: [...objects].toSorted((left, right) => (left.id < right.id ? -1 : 1)) };
}

/**
 * A catalog without some objects and all that is a part of them or only says something about them. Constraints and
 * indexes of a column's own table go with the column; whatever else needs it stays, and has to be looked for before.
 *
 * @param catalog the catalog
 * @param removed what goes
 * @returns the catalog without it
 */
export function withoutObjects(catalog: Catalog, removed: readonly ObjectId[]): Catalog {
  const objects = indexCatalog(catalog);
  const gone = new Set(removed);
  // What goes may take along what comes before it.
  for (let before = -1; before !== gone.size; ) {
    before = gone.size;
    for (const object of catalog.objects) if (goesWith(object, gone, objects)) gone.add(object.id);
  }
  return withObjects(
    catalog,
    catalog.objects.filter(({ id }) => !gone.has(id)),
  );
}

function goesWith(object: CatalogObject, gone: ReadonlySet<ObjectId>, objects: CatalogIndex): boolean {
  if (object.parent !== undefined && gone.has(object.parent)) return true;
  if (object.kind === "comment" || object.kind === "grant") return gone.has(object.definition.on);
  if (object.kind === "sequenceOwner") return gone.has(object.definition.column);
  if (object.kind === "sequence") return isOwnedByGone(object, gone, objects);
  const isPart = object.kind === "constraint" || object.kind === "index";
  return isPart && object.dependsOn.some((id) => gone.has(id) && objects.get(id)?.parent === object.parent);
}

function isOwnedByGone({ id }: CatalogObject, gone: ReadonlySet<ObjectId>, objects: CatalogIndex): boolean {
  return [...objects.values()].some(
    (one) => one.kind === "sequenceOwner" && one.parent === id && gone.has(one.definition.column),
  );
}

/**
 * A catalog whose columns have another type.
 *
 * @param catalog the catalog
 * @param columns the columns
 * @param type the type, as the database writes it
 * @returns the catalog with it
 */
export function withType(catalog: Catalog, columns: readonly ObjectId[], type: string): Catalog {
  const changed = new Set(columns);
  const { retyped } = ddlDialect(catalog.dialect);
  return withObjects(
    catalog,
    catalog.objects.map((object) =>
      object.kind === "column" && changed.has(object.id)
        ? { ...object, definition: retyped(object.definition, type) }
        : object,
    ),
  );
}

/**
 * A catalog whose constraints are not checked against the rows there are.
 *
 * @param catalog the catalog
 * @param constraints the constraints
 * @returns the catalog with them
 */
export function withUnchecked(catalog: Catalog, constraints: readonly ObjectId[]): Catalog {
  const changed = new Set(constraints);
  return withObjects(
    catalog,
    catalog.objects.map((object) =>
      object.kind === "constraint" && changed.has(object.id)
        ? { ...object, definition: { ...object.definition, valid: false } }
        : object,
    ),
  );
}
