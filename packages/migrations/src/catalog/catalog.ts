import type { DialectName } from "@dataflow/core";
import type { CatalogObject } from "./catalog-object.ts";
import type { ObjectId } from "./object-id.ts";

/** Something that the database holds and this package does not model: it is reported, and never touched. */
export interface UnmodelledObject {
  /** The database's own word for its kind: `"foreign table"`, `"text search configuration"`. */
  readonly kind: string;
  readonly name: string;
}

/** What a database consists of: frozen plain data that survives JSON. */
export interface Catalog {
  readonly version: 1;
  readonly dialect: DialectName;
  /** The server's version as one number: 150004 on PostgreSQL, 3053002 on SQLite. */
  readonly serverVersion: number;
  /** By identity, in the order of the identities. */
  readonly objects: readonly CatalogObject[];
  readonly unmodelled: readonly UnmodelledObject[];
}

/** The objects of a catalog by their identities. */
export type CatalogIndex = ReadonlyMap<ObjectId, CatalogObject>;

/**
 * Makes the objects of a catalog findable.
 *
 * @param catalog a catalog
 * @returns its objects by identity
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { indexCatalog, readCatalog } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * await connection.run("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
 * const objects = indexCatalog(await readCatalog(connection));
 * console.log(objects.has("table notes")); // true
 * await connection.close();
 * ```
 */
export function indexCatalog(catalog: Catalog): CatalogIndex {
  return new Map(catalog.objects.map((object) => [object.id, object]));
}
