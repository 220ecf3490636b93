import { type Catalog, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";

/** A catalog that has a column again. */
export interface Restoration {
  /** As it is now; a hidden column has its own name in it already. */
  readonly current: Catalog;
  /** As it was before the column went. */
  readonly before: Catalog;
  readonly column: CatalogObject<"column">;
  /** Whether the column may be required again. */
  readonly isRequired: boolean;
}

/**
 * What is there now, with the column and all that went with it as they were. What was changed since and has nothing to do
 * with the column stays as it is.
 *
 * @param restoration the catalogs and the column
 * @returns the catalog to be reached
 */
export function restoredCatalog({ current, before, column, isRequired }: Restoration): Catalog {
  const objects = new Map(indexCatalog(current));
  const old = indexCatalog(before);
  objects.set(column.id, isRequired ? column : optional(column));
  const wanted = concerned(before, column);
  // What needs something that is not there any more cannot come back, nor what needs that.
  for (let size = -1; size < objects.size; ) {
    size = objects.size;
    for (const id of wanted) {
      const object = old.get(id);
      if (object?.dependsOn.every((each) => objects.has(each)) === true) objects.set(id, object);
    }
  }
  return { ...current, objects: [...objects.values()] };
}

/** What depended on the column, at any distance, was a part of that, or was said about it. */
function concerned(before: Catalog, column: CatalogObject<"column">): ReadonlySet<ObjectId> {
  const found = new Set<ObjectId>([column.id]);
  const needs = (object: CatalogObject): boolean =>
    (object.parent !== undefined && found.has(object.parent)) || object.dependsOn.some((id) => found.has(id));
  for (let size = -1; size < found.size; ) {
    size = found.size;
    for (const object of before.objects) if (object.kind !== "table" && needs(object)) found.add(object.id);
    // A default reads a sequence that went with the column.
    for (const object of before.objects)
      if (object.kind === "sequence" && column.dependsOn.includes(object.id)) found.add(object.id);
  }
  found.delete(column.id);
  return found;
}

function optional(column: CatalogObject<"column">): CatalogObject<"column"> {
  const { notNullConstraint: _constraint, ...definition } = column.definition;
  return { ...column, definition: { ...definition, notNull: false } };
}
