import type { DialectName } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { migrationErrors } from "../errors/migration-errors.ts";
import { readPostgresStamp } from "./postgres/read-postgres-stamp.ts";
import { readSqliteStamp } from "./sqlite/read-sqlite-stamp.ts";

/** Reads the stamp of one kind of database. */
export type StampReader = (connection: Connection) => Promise<string>;

const readers: ReadonlyMap<DialectName, StampReader> = new Map([
  ["postgres", readPostgresStamp],
  ["sqlite", readSqliteStamp],
]);

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
  const reader = readers.get(connection.dialect);
  if (reader !== undefined) return reader(connection);
  throw migrationErrors.create("WRONG_DATABASE", {
    message: `The catalog of ${connection.target} cannot be read`,
    why: `there is no reader for databases of the kind "${connection.dialect}"`,
    fix: `use one of: ${[...readers.keys()].join(", ")}`,
  });
}
