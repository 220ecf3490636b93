import type { Connection } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import { catalogReaders } from "../dialects/catalog-readers.ts";
import { checkReadCatalogOptions, type ReadCatalogOptions } from "./read-catalog-options.ts";

/**
 * Reads what a database consists of: every table, column, constraint, index, type, function, view, privilege and comment
 * that is not the server's own or an extension's, in the server's canonical words, and what depends on what.
 *
 * @param connection the database
 * @param options what of it; everything by default
 * @returns the catalog, frozen; what this package does not model is listed in `unmodelled`
 * @throws MIGRATION.UNKNOWN_OPTION when a name is not an option
 * @throws MIGRATION.INVALID_OPTION when a value is none that the option can have
 * @throws MIGRATION.WRONG_DATABASE when catalogs of this kind of database cannot be read
 * @throws MIGRATION.UNREADABLE_CATALOG when the catalog changed while it was read
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { readCatalog } from "@dataflow/migrations";
 *
 * const connection = connect("postgresql://app@localhost/shop");
 * const catalog = await readCatalog(connection, { schemas: ["public"] });
 * for (const { id } of catalog.objects) console.log(id); // "column public.orders.total"
 * await connection.close();
 * ```
 */
export async function readCatalog(connection: Connection, options: ReadCatalogOptions = {}): Promise<Catalog> {
  const checked = checkReadCatalogOptions(options);
  return catalogReaders(connection).catalog(connection, checked);
}
