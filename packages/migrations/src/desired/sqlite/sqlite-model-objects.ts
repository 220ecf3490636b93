import type { Schema } from "@dataflow/core";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { catalogObjects } from "../../introspect/sqlite/read-sqlite-catalog.ts";
import { schemaRowOf } from "../../introspect/sqlite/sqlite-schema-rows.ts";
import { planCreation } from "../../plan/plan-creation.ts";

/**
 * What the tables that models ask for are made of on SQLite: the objects of the statements that would create them, read
 * as the catalog's own statements are.
 *
 * @param wanted the tables
 * @returns the tables with their columns, constraints, indexes and triggers
 */
export function sqliteModelObjects(wanted: Schema): readonly CatalogObject[] {
  return catalogObjects(planCreation(wanted, "sqlite").flatMap(({ sql }) => schemaRowOf(sql) ?? []));
}
