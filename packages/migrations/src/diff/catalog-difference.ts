import type { CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { isSameContent } from "./same-content.ts";

/** What one catalog has otherwise than another, object by object. */
export interface CatalogDifference {
  readonly created: readonly CatalogObject[];
  readonly dropped: readonly CatalogObject[];
  readonly altered: readonly { readonly before: CatalogObject; readonly after: CatalogObject }[];
}

/**
 * Compares two catalogs by the content of their objects.
 *
 * @param actual what there is
 * @param desired what is wanted
 * @returns the objects on one side only, and those with another definition, each in the order of the identities
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { catalogDifference, indexCatalog, readCatalog } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * const before = indexCatalog(await readCatalog(connection));
 * await connection.run("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
 * const { created } = catalogDifference(before, indexCatalog(await readCatalog(connection)));
 * console.log(created.map(({ id }) => id));
 * await connection.close();
 * ```
 */
export function catalogDifference(actual: CatalogIndex, desired: CatalogIndex): CatalogDifference {
  const created: CatalogObject[] = [];
  const altered: { before: CatalogObject; after: CatalogObject }[] = [];
  let common = 0;
  for (const after of inOrder(desired)) {
    const before = actual.get(after.id);
    if (before !== undefined) common += 1;
    if (before === after) continue;
    if (before === undefined) created.push(after);
    else if (!isSameContent(before.definition, after.definition)) altered.push({ before, after });
  }
  const dropped = common === actual.size ? [] : inOrder(actual).filter(({ id }) => !desired.has(id));
  return { created, dropped, altered };
}

/**
 * The objects of a catalog in the order of their identities, whatever order they were read in.
 *
 * @param objects a catalog's objects
 * @returns the same objects, sorted
 */
export function inOrder(objects: CatalogIndex): readonly CatalogObject[] {
  const list = [...objects.values()];
  // A catalog that was read is in order already.
  const isInOrder = list.every(({ id }, index) => index === 0 || (list[index - 1]?.id ?? id) < id);
  return isInOrder ? list : list.sort((left, right) => compareIds(left.id, right.id));
}

/** Compares identities by their characters' codes, as no locale does. */
export function compareIds(left: ObjectId, right: ObjectId): number {
  return left < right ? -1 : Number(left > right);
}
