import type { CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { directDependents } from "../catalog/catalog-parts.ts";
import type { ObjectId } from "../catalog/object-id.ts";

/**
 * Whether a key of a partition serves as its part of an index of the partitioned table. It does when it was there before
 * that index; then they can only go together.
 *
 * @param object the key
 * @param needed what it depends on
 * @returns true when that is such an index
 */
export function isPartOfIndex(object: CatalogObject, needed: ObjectId): boolean {
  return object.kind === "constraint" && object.definition.references === undefined && needed.startsWith("index ");
}

/** The keys of partitions that go with an index of the partitioned table. */
export function keysInIndex(index: ObjectId, objects: CatalogIndex): readonly CatalogObject[] {
  return directDependents(objects, index).filter((object) => isPartOfIndex(object, index));
}
