import type { Schema } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import type { SchemaDifference } from "../diff/schema-difference.ts";
import type { ReadCatalogOptions } from "../introspect/read-catalog-options.ts";

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
export async function readCatalog(connection: Connection, options?: ReadCatalogOptions): Promise<Catalog> {
  const work = await import("../schema-work.ts");
  return work.readCatalog(connection, options);
}

/**
 * A short text that is another one after every change of the schema, got in one round trip and without reading the
 * schema. As long as it is the one that was recorded, the catalog is the one that was read then. It may change without
 * a reason that matters, when a table was rewritten for instance: then the catalog has to be read to know.
 *
 * @param connection the database
 * @returns the stamp; it means nothing to another database
 * @throws MIGRATION.WRONG_DATABASE when catalogs of this kind of database cannot be read
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { catalogStamp } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * const before = await catalogStamp(connection);
 * await connection.run("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
 * console.log((await catalogStamp(connection)) === before); // false
 * await connection.close();
 * ```
 */
export async function catalogStamp(connection: Connection): Promise<string> {
  const work = await import("../schema-work.ts");
  return work.catalogStamp(connection);
}

/**
 * Makes sure that models can work on the tables there are. It writes nothing, and works inside transactions too.
 *
 * @param connection the database
 * @param wanted the tables that models ask for
 * @returns differences that do no harm
 * @throws MIGRATION.SCHEMA_MISMATCH with everything that is missing
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { verifySchema } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * console.log(await verifySchema(connection, { tables: [] })); // []
 * await connection.close();
 * ```
 */
export async function verifySchema(connection: Connection, wanted: Schema): Promise<readonly SchemaDifference[]> {
  const work = await import("../schema-work.ts");
  return work.verifySchema(connection, wanted);
}
