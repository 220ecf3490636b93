import type { DialectName, Schema } from "@dataflow/core";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { postgresModelObjects } from "../desired/postgres/postgres-model-objects.ts";
import { sqliteModelObjects } from "../desired/sqlite/sqlite-model-objects.ts";

const READERS: ReadonlyMap<DialectName, (wanted: Schema) => readonly CatalogObject[]> = new Map([
  ["postgres", postgresModelObjects],
  ["sqlite", sqliteModelObjects],
]);

/**
 * What the tables that models ask for are made of, if nothing was there yet.
 *
 * @param wanted the tables
 * @param dialect the database they are wanted in
 * @returns the objects
 */
export function modelObjects(wanted: Schema, dialect: DialectName): readonly CatalogObject[] {
  const read = READERS.get(dialect);
  if (read === undefined) throw new TypeError(`nobody knows what tables are made of on ${dialect}`);
  return read(wanted);
}

/** The database schema of tables that name none, where there are schemas. */
const DEFAULT_SCHEMAS: Readonly<Record<DialectName, string | undefined>> = { postgres: "public", sqlite: undefined };

/**
 * The database schema in which tables are that name none.
 *
 * @param dialect the database
 * @returns its name; undefined where there are no schemas
 */
export function defaultSchema(dialect: DialectName): string | undefined {
  return DEFAULT_SCHEMAS[dialect];
}

/** What a new database has by itself. */
const BUILT_IN: Readonly<Record<DialectName, readonly ObjectId[]>> = {
  postgres: ["schema public", "extension plpgsql"],
  sqlite: [],
};

/**
 * The objects that a database has before anybody has made anything.
 *
 * @param dialect the database
 * @returns their identities; what is in them or about them is not among these
 */
export function builtInObjects(dialect: DialectName): readonly ObjectId[] {
  return BUILT_IN[dialect];
}
