import { contentHash } from "../snapshot/content-hash.ts";
import { type Catalog, type CatalogIndex, indexCatalog } from "./catalog.ts";
import type { CatalogObject } from "./catalog-object.ts";
import type { ObjectId } from "./object-id.ts";

/**
 * One short text for a catalog: equal when two databases have the same objects with the same definitions. The order of
 * columns does not count, nor do the server's version and what is not modelled.
 *
 * @param catalog a catalog
 * @param unspelled objects that count by their identity alone, because only the server knows their exact words
 * @returns SHA-256 in hexadecimal
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { catalogFingerprint, readCatalog } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * console.log(catalogFingerprint(await readCatalog(connection)).length); // 64
 * await connection.close();
 * ```
 */
export function catalogFingerprint(catalog: Catalog, unspelled: readonly ObjectId[] = []): string {
  return objectsFingerprint(indexCatalog(catalog), unspelled);
}

/**
 * The fingerprint of objects that are not a catalog yet: what a plan leads to.
 *
 * @param objects objects by identity, in any order
 * @param unspelled objects that count by their identity alone
 * @returns SHA-256 in hexadecimal
 */
export function objectsFingerprint(objects: CatalogIndex, unspelled: readonly ObjectId[] = []): string {
  const ids = [...objects.keys()].sort();
  const loose = new Set(unspelled);
  return contentHash(
    ids.map((id) => {
      const object = objects.get(id);
      return [id, object === undefined || loose.has(id) ? "" : definitionHash(object)];
    }),
  );
}

const hashes = new WeakMap<CatalogObject, string>();

/**
 * The hash of an object's definition, computed once.
 *
 * @param object an object of a catalog, frozen
 * @returns SHA-256 in hexadecimal
 */
export function definitionHash(object: CatalogObject): string {
  let hash = hashes.get(object);
  if (hash === undefined) {
    hash = contentHash(object.definition);
    hashes.set(object, hash);
  }
  return hash;
}
