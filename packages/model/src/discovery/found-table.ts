import type { Column, Table } from "@dataflow/core";
import type { CatalogObject, ObjectId } from "@dataflow/migrations";
import { columnTypeOf, type OwnTypes } from "./column-types.ts";
import type {
  DiscoveredColumn,
  DiscoveredForeignKey,
  DiscoveredIndex,
  DiscoveredKey,
  DiscoveredTable,
} from "./discovered-table.ts";

/** What has rows. */
export type RelationObject = CatalogObject<"table" | "view" | "materializedView">;

/** What two readers of the catalog say of a table. */
export interface CatalogTable {
  readonly object: RelationObject;
  /** What is a part of it: columns, constraints, indexes. */
  readonly parts: readonly CatalogObject[];
  /** The same table in the words of models. */
  readonly table: Table;
  readonly modelName: string;
  readonly fields: ReadonlyMap<string, string>;
  /** What the schema calls a table. */
  readonly keyOf: (id: ObjectId) => string;
}

/**
 * Describes a table for people.
 *
 * @param source what the catalog says
 * @param types the types that somebody made
 * @returns the table, its relationships still to come
 */
export function readFoundTable(source: CatalogTable, types: OwnTypes): Omit<DiscoveredTable, "relationships"> {
  const { object, parts, table, modelName, keyOf } = source;
  const { path } = object;
  const constraints = parts.filter((part) => part.kind === "constraint");
  const ofType = (type: string) => constraints.filter(({ definition }) => definition.type === type);
  const primaryKey = primaryKeyOf(table, ofType("primary key")[0]);
  const own = object.kind === "table" ? object.definition : undefined;
  return {
    name: path.at(-1) ?? "",
    ...(path.length > 1 && path[0] !== undefined && { schema: path[0] }),
    kind: object.kind,
    modelName,
    columns: table.columns.map((column) => columnOf(column, source, types)),
    ...(primaryKey !== undefined && { primaryKey }),
    uniques: ofType("unique").map((constraint) => ({ ...nameOf(constraint), columns: constraint.definition.columns })),
    foreignKeys: ofType("foreign key").flatMap((constraint) => foreignKeyOf(constraint, keyOf)),
    checks: ofType("check").map((constraint) => ({ ...nameOf(constraint), sql: constraint.definition.sql })),
    indexes: parts.filter((part) => part.kind === "index").map(indexOf),
    ...(own?.partitionBy !== undefined && { partitionBy: own.partitionBy }),
    ...(own?.partitionOf !== undefined && {
      partitionOf: { table: keyOf(own.partitionOf.table), bound: own.partitionOf.bound },
    }),
    ...("query" in object.definition && { query: object.definition.query }),
  };
}

function columnOf(column: Column, { parts, table, fields }: CatalogTable, types: OwnTypes): DiscoveredColumn {
  const found = parts.find((part) => part.kind === "column" && part.path.at(-1) === column.name);
  const definition = found?.kind === "column" ? found.definition : undefined;
  const { generated, identity } = definition ?? {};
  // The columns of views have no objects; their types are read as they are spelled.
  const type = readType(column, definition?.type, types);
  const isKey = table.primaryKey?.columns.includes(column.name) === true;
  return {
    name: column.name,
    field: fields.get(column.name) ?? column.name,
    type,
    sqlType: definition?.type ?? ("sql" in type && type.sql !== undefined ? type.sql : type.kind),
    nullable: column.nullable,
    primaryKey: isKey,
    ...(column.default !== undefined && generated === undefined && { default: column.default }),
    ...(generated !== undefined && { generated }),
    ...(identity?.generation === "always" && { alwaysNumbered: true }),
  };
}

/** A kind that the reader of tables knows is better than what the type alone says: checks make enums of texts. */
function readType({ type }: Column, declared: string | undefined, types: OwnTypes): Column["type"] {
  return type.kind === "unknown" ? columnTypeOf(declared ?? type.sql, types) : type;
}

function primaryKeyOf(table: Table, constraint: CatalogObject<"constraint"> | undefined): DiscoveredKey | undefined {
  const columns = table.primaryKey?.columns ?? constraint?.definition.columns;
  return columns === undefined ? undefined : { ...(constraint && nameOf(constraint)), columns };
}

/** Constraints without a name are told apart by their words, which are nobody's name for them. */
function nameOf({ path, definition }: CatalogObject<"constraint">): { readonly name?: string } {
  const name = path.at(-1);
  return definition.unnamed === true || name === undefined ? {} : { name };
}

function foreignKeyOf(
  constraint: CatalogObject<"constraint">,
  keyOf: CatalogTable["keyOf"],
): readonly DiscoveredForeignKey[] {
  const { columns, references } = constraint.definition;
  if (references === undefined) return [];
  const { table, columns: targetColumns, onDelete, onUpdate } = references;
  return [{ ...nameOf(constraint), columns, table: keyOf(table), targetColumns, onDelete, onUpdate }];
}

function indexOf({ path, definition }: CatalogObject<"index">): DiscoveredIndex {
  const { unique, method, columns, predicate, valid, sql } = definition;
  const name = path.at(-1) ?? "";
  return { name, unique, method, columns, ...(predicate !== undefined && { predicate }), valid, sql };
}
