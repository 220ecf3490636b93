import type { DialectName } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { migrationErrors } from "../errors/migration-errors.ts";
import type { CatalogReader, StampReader } from "../introspect/catalog-reader.ts";
import { readPostgresCatalog } from "../introspect/postgres/read-postgres-catalog.ts";
import { readPostgresStamp } from "../introspect/postgres/read-postgres-stamp.ts";
import { readSqliteCatalog } from "../introspect/sqlite/read-sqlite-catalog.ts";
import { readSqliteStamp } from "../introspect/sqlite/read-sqlite-stamp.ts";

/** How the catalog of one kind of database is read. */
interface CatalogReaders {
  readonly catalog: CatalogReader;
  readonly stamp: StampReader;
}

const readers: ReadonlyMap<DialectName, CatalogReaders> = new Map([
  ["postgres", { catalog: readPostgresCatalog, stamp: readPostgresStamp }],
  ["sqlite", { catalog: readSqliteCatalog, stamp: readSqliteStamp }],
]);

/**
 * The readers for a database.
 *
 * @param connection the database
 * @returns what reads its catalog and its stamp
 * @throws MIGRATION.WRONG_DATABASE when catalogs of this kind of database cannot be read
 */
export function catalogReaders(connection: Connection): CatalogReaders {
  const found = readers.get(connection.dialect);
  if (found !== undefined) return found;
  throw migrationErrors.create("WRONG_DATABASE", {
    message: `The catalog of ${connection.target} cannot be read`,
    why: `there is no reader for databases of the kind "${connection.dialect}"`,
    fix: `use one of: ${[...readers.keys()].join(", ")}`,
  });
}
