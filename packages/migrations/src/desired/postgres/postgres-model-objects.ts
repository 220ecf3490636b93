import { type Column, type ColumnKind, fitIdentifier, type Schema, type Table } from "@dataflow/core";
import { textIndexStatements } from "@dataflow/query";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ConstraintDefinition, IndexDefinition } from "../../catalog/object-definitions.ts";
import { type ObjectId, objectId } from "../../catalog/object-id.ts";
import { enumCheckName } from "../../dialects/sql-text.ts";
import { modelColumn } from "./model-column.ts";
import { enumCheck, foreignKeyDefinition, indexDefinition, keyDefinition } from "./model-constraints.ts";

/** The database schema of a table that names none. */
const DEFAULT_SCHEMA = "public";

/**
 * What the tables that models ask for are made of on PostgreSQL, in the server's words as far as they can be known
 * without asking it. What differs from its words only in spelling is recognised by its meaning later on.
 *
 * @param wanted the tables
 * @returns schemas, tables, columns, constraints and indexes
 */
export function postgresModelObjects(wanted: Schema): readonly CatalogObject[] {
  const schemas = new Set(wanted.tables.map((table) => table.schema ?? DEFAULT_SCHEMA));
  return [...[...schemas].map(schemaObject), ...wanted.tables.flatMap(tableObjects)];
}

function schemaObject(name: string): CatalogObject<"schema"> {
  return { id: objectId("schema", [name]), kind: "schema", path: [name], definition: {}, dependsOn: [] };
}

function tableObjects(table: Table): readonly CatalogObject[] {
  const path = [table.schema ?? DEFAULT_SCHEMA, table.name];
  const id = objectId("table", path);
  const own: CatalogObject<"table"> = {
    id,
    kind: "table",
    path,
    definition: { persistence: "permanent" },
    dependsOn: [objectId("schema", path.slice(0, 1))],
  };
  const place = { path, id };
  return [
    own,
    ...table.columns.map((column, position) => columnObject(place, column, position + 1)),
    ...constraints(table).map(([name, definition]) => constraintObject(place, name, definition)),
    ...table.indexes.map((index) => indexObject(place, index.name, indexDefinition(path, table, index))),
    ...textIndexObjects(place, table),
  ];
}

/** Kinds whose constants the server writes in a way that is known; others count by what they mean. */
const SPELLED: ReadonlySet<ColumnKind> = new Set(["text", "enum", "integer", "boolean"]);

function isSpelled({ type, default: filled }: Column): boolean {
  if (filled?.kind !== "literal") return true;
  return SPELLED.has(type.kind) && !(typeof filled.value === "string" && /[^ -[\]-~]/.test(filled.value));
}

/** The table that something is in. */
interface Place {
  readonly path: readonly string[];
  readonly id: ObjectId;
}

function columnObject(place: Place, column: Column, position: number): CatalogObject<"column"> {
  const path = [...place.path, column.name];
  const definition = modelColumn(column);
  const isApproximate = !isSpelled(column);
  return {
    id: objectId("column", path),
    kind: "column",
    path,
    parent: place.id,
    definition,
    dependsOn: [place.id],
    position,
    ...(isApproximate && { isApproximate: true }),
  };
}

function constraints(table: Table): readonly (readonly [string, ConstraintDefinition])[] {
  const schema = table.schema ?? DEFAULT_SCHEMA;
  const key = table.primaryKey;
  const keyName = key?.name ?? fitIdentifier(`${table.name}_pkey`);
  return [
    ...(key === undefined ? [] : [[keyName, keyDefinition("primary key", key.columns)] as const]),
    ...table.uniques.map(({ name, columns }) => [name, keyDefinition("unique", columns)] as const),
    ...table.foreignKeys.map((foreignKey) => [foreignKey.name, foreignKeyDefinition(schema, foreignKey)] as const),
    ...table.columns.flatMap((column) => {
      const check = enumCheck(column);
      return check === undefined ? [] : [[fitIdentifier(enumCheckName(table.name, column.name)), check] as const];
    }),
  ];
}

function constraintObject(place: Place, name: string, definition: ConstraintDefinition): CatalogObject<"constraint"> {
  const path = [...place.path, name];
  const { references } = definition;
  const target = references?.table.slice("table ".length);
  const needed = [
    place.id,
    ...definition.columns.map((column) => objectId("column", [...place.path, column])),
    ...(references === undefined ? [] : [references.table]),
    ...(references?.columns.map((column): ObjectId => `column ${target}.${objectId("column", [column]).slice(7)}`) ??
      []),
  ];
  const dependsOn = [...new Set(needed)].sort();
  return { id: objectId("constraint", path), kind: "constraint", path, parent: place.id, definition, dependsOn };
}

function indexObject(place: Place, name: string, definition: IndexDefinition): CatalogObject<"index"> {
  const path = [...place.path.slice(0, 1), name];
  const columns = definition.columns.flatMap((column) =>
    column === null ? [] : [objectId("column", [...place.path, column])],
  );
  const dependsOn = [...new Set([place.id, ...columns])].sort();
  return { id: objectId("index", path), kind: "index", path, parent: place.id, definition, dependsOn };
}

/** The index over the words of a table, and the function that finds them. The server spells both in its own way. */
function textIndexObjects(place: Place, table: Table): readonly CatalogObject[] {
  const { textIndex } = table;
  if (textIndex === undefined) return [];
  const [schema = DEFAULT_SCHEMA] = place.path;
  const [words, index] = textIndexStatements({ ...table, schema }, "postgres");
  const name = /^CREATE FUNCTION (?:"(?:[^"]|"")*"\.)?"?(?<name>\w+)/.exec(words?.sql ?? "")?.groups?.name;
  if (words === undefined || index === undefined || name === undefined)
    throw new TypeError("a text index is made of a function and an index");
  const functionId = objectId("function", [schema, name], "(text)");
  const path = [schema, textIndex.name];
  return [
    {
      id: functionId,
      kind: "function",
      path: [schema, name],
      definition: { sql: words.sql, returns: "text", kind: "function" },
      dependsOn: [objectId("schema", [schema])],
      isApproximate: true,
    },
    {
      id: objectId("index", path),
      kind: "index",
      path,
      parent: place.id,
      definition: {
        sql: index.sql,
        method: "gin",
        unique: false,
        columns: textIndex.columns.map(() => null),
        valid: true,
      },
      dependsOn: [
        place.id,
        functionId,
        ...textIndex.columns.map((column) => objectId("column", [...place.path, column])),
      ].sort(),
      isApproximate: true,
    },
  ];
}
