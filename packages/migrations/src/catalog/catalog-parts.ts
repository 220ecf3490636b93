import { Dependents } from "../diff/dependents.ts";
import type { CatalogIndex } from "./catalog.ts";
import type { CatalogObject } from "./catalog-object.ts";
import type { ObjectId } from "./object-id.ts";

/** Found once for a catalog, for looking through all of it for each of a thousand tables takes a thousand times as long. */
const partsByCatalog = new WeakMap<CatalogIndex, ReadonlyMap<ObjectId, readonly CatalogObject[]>>();
const dependentsByCatalog = new WeakMap<CatalogIndex, Dependents>();

/**
 * What has an object as its parent.
 *
 * @param objects a catalog that does not change any more
 * @param id the object
 * @returns its parts, in the order of the catalog
 */
export function partsOf(objects: CatalogIndex, id: ObjectId): readonly CatalogObject[] {
  let parts = partsByCatalog.get(objects);
  if (parts === undefined) {
    parts = byParent(objects);
    partsByCatalog.set(objects, parts);
  }
  return parts.get(id) ?? [];
}

/**
 * What names an object among what it depends on.
 *
 * @param objects a catalog that does not change any more
 * @param id the object
 * @returns the objects that do, in the order of the catalog
 */
export function directDependents(objects: CatalogIndex, id: ObjectId): readonly CatalogObject[] {
  let dependents = dependentsByCatalog.get(objects);
  if (dependents === undefined) {
    dependents = new Dependents(objects);
    dependentsByCatalog.set(objects, dependents);
  }
  return dependents.direct(id);
}

function byParent(objects: CatalogIndex): ReadonlyMap<ObjectId, readonly CatalogObject[]> {
  const parts = new Map<ObjectId, CatalogObject[]>();
  for (const object of objects.values()) {
    if (object.parent === undefined) continue;
    const siblings = parts.get(object.parent);
    if (siblings === undefined) parts.set(object.parent, [object]);
    else siblings.push(object);
  }
  return parts;
}
