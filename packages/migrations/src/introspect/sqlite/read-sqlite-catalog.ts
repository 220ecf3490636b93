import type { Connection } from "@dataflow/database";
import type { Catalog } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { type ObjectId, objectId } from "../../catalog/object-id.ts";
import { versionNumber } from "../../dialects/sqlite/version-number.ts";
import { compareIds } from "../../diff/catalog-difference.ts";
import { freezeDeep } from "../../snapshot/freeze-deep.ts";
import { parseTable } from "./parse-table.ts";
import { readSchemaRows, type SchemaRow } from "./sqlite-schema-rows.ts";
import {
  indexObject,
  type NamedRelations,
  triggerObject,
  viewObject,
  virtualTableObject,
} from "./statement-objects.ts";
import { type NamedTable, tableObjects } from "./table-objects.ts";

/**
 * Reads the catalog of a SQLite database, in one query: it keeps the statements that made it, and they say everything.
 *
 * @param connection an open connection
 * @returns the catalog
 * @throws DATABASE.* classified errors
 */
export async function readSqliteCatalog(connection: Connection): Promise<Catalog> {
  const all = await readSchemaRows(connection);
  const rows = all.filter(({ form }) => form !== "shadow");
  const { rows: version } = await connection.query("SELECT sqlite_version() AS version");
  return freezeDeep({
    version: 1,
    dialect: "sqlite",
    serverVersion: versionNumber(String(version[0]?.version)),
    objects: catalogObjects(rows).toSorted((left, right) => compareIds(left.id, right.id)),
    unmodelled: [],
  });
}

/**
 * Reads objects from the statements that made them.
 *
 * @param rows what was created
 * @returns the objects, in no order
 */
export function catalogObjects(rows: readonly SchemaRow[]): readonly CatalogObject[] {
  const virtual = rows.filter(({ type, form }) => type === "table" && form === "virtual").map(virtualTableObject);
  const tables = rows
    .filter(({ type, form }) => type === "table" && form === "table")
    .map(({ name, sql }): NamedTable => ({ name, parsed: parseTable(sql) }));
  const byName = new Map(tables.map((table) => [table.name.toLowerCase(), table]));
  const known = namedRelations(rows, tables);
  return [
    ...virtual,
    ...tables.flatMap((table) => tableObjects(table, byName)),
    ...rows.filter(({ type }) => type === "index").map((row) => indexObject(row, known)),
    ...rows.filter(({ type }) => type === "view").map((row) => viewObject(row, known)),
    ...rows.filter(({ type }) => type === "trigger").map((row) => triggerObject(row, known)),
  ];
}

function namedRelations(rows: readonly SchemaRow[], tables: readonly NamedTable[]): NamedRelations {
  const relations = new Map<string, ObjectId>();
  const names = new Map<ObjectId, string>();
  for (const { type, name } of rows) {
    if (type !== "table" && type !== "view") continue;
    const id = objectId(type, [name]);
    relations.set(name.toLowerCase(), id);
    names.set(id, name);
  }
  const columns = new Map(
    tables.map(({ name, parsed }) => [objectId("table", [name]), parsed.columns.map((column) => column.name)]),
  );
  return { relations, columns, names };
}
