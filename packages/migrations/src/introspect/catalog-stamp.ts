import type { Connection } from "@dataflow/database";
import { catalogReaders } from "../dialects/catalog-readers.ts";

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
  return catalogReaders(connection).stamp(connection);
}
