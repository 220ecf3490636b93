import type { DialectName, Schema } from "@dataflow/core";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { postgresModelObjects } from "./postgres/postgres-model-objects.ts";
import { sqliteModelObjects } from "./sqlite/sqlite-model-objects.ts";

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
