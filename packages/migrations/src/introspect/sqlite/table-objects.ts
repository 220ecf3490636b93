import type { ReferentialAction } from "@dataflow/core";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ConstraintDefinition } from "../../catalog/object-definitions.ts";
import { type ObjectId, objectId, unnamedConstraint } from "../../catalog/object-id.ts";
import { referenceSql } from "./parse-constraint.ts";
import type { ParsedColumn, ParsedConstraint, ParsedTable } from "./parsed-table.ts";

const ACTIONS: ReadonlyMap<string, ReferentialAction> = new Map([
  ["NO ACTION", "no action"],
  ["RESTRICT", "restrict"],
  ["CASCADE", "cascade"],
  ["SET NULL", "set null"],
  ["SET DEFAULT", "set default"],
]);

/** A table of the catalog with its text taken apart. */
export interface NamedTable {
  readonly name: string;
  readonly parsed: ParsedTable;
}

/**
 * The objects that the text of a table declares: the table, its columns and its constraints.
 *
 * @param table the table
 * @param tables all tables by their names in lower case: a reference may leave out what it refers to
 * @returns the objects
 */
export function tableObjects(table: NamedTable, tables: ReadonlyMap<string, NamedTable>): readonly CatalogObject[] {
  const { name, parsed } = table;
  const id = objectId("table", [name]);
  const hasAutoincrement = parsed.constraints.some(({ sql }) => /\bAUTOINCREMENT\b/.test(sql));
  const own: CatalogObject<"table"> = {
    id,
    kind: "table",
    path: [name],
    definition: {
      ...(parsed.strict && { strict: true }),
      ...(parsed.withoutRowid && { withoutRowid: true }),
      ...(hasAutoincrement && { autoincrement: true }),
    },
    dependsOn: [],
  };
  const columns = parsed.columns.map((column, position) => columnObject(table, column, position));
  return [own, ...columns, ...constraintObjects(table, tables)];
}

function columnObject(
  { name: table, parsed }: NamedTable,
  column: ParsedColumn,
  position: number,
): CatalogObject<"column"> {
  const parent = objectId("table", [table]);
  const expression = column.definition.generated?.expression.toLowerCase() ?? "";
  const used = parsed.columns.filter(({ name }) => name !== column.name && expression.includes(name.toLowerCase()));
  return {
    id: objectId("column", [table, column.name]),
    kind: "column",
    path: [table, column.name],
    parent,
    definition: column.definition,
    dependsOn: [parent, ...used.map(({ name }) => objectId("column", [table, name]))].sort(),
    position,
  };
}

function constraintObjects(table: NamedTable, tables: ReadonlyMap<string, NamedTable>): readonly CatalogObject[] {
  const seen = new Map<string, number>();
  return table.parsed.constraints.map((constraint) => {
    const object = constraintObject(table, constraint, tables);
    // Nothing keeps anybody from declaring the same twice, and a catalog has each thing once.
    const count = (seen.get(object.id) ?? 0) + 1;
    seen.set(object.id, count);
    return count === 1 ? object : { ...object, id: numbered(object.id, count) };
  });
}

function numbered(id: ObjectId, count: number): ObjectId {
  return `${id} #${count}`;
}

function constraintObject(
  { name: table }: NamedTable,
  constraint: ParsedConstraint,
  tables: ReadonlyMap<string, NamedTable>,
): CatalogObject<"constraint"> {
  const { type, columns, name } = constraint;
  const references = constraint.reference === undefined ? undefined : referencesOf(constraint.reference, tables);
  const sql =
    constraint.reference === undefined
      ? constraint.sql
      : referenceSql(columns, constraint.reference, references?.columns ?? []);
  const path = [table, name ?? unnamedConstraint({ sql, columns })];
  const parent = objectId("table", [table]);
  return {
    id: objectId("constraint", path),
    kind: "constraint",
    path,
    parent,
    definition: {
      type,
      sql,
      columns,
      valid: true,
      ...(references !== undefined && { references }),
      ...(name === undefined && { unnamed: true }),
    },
    // A reference may lead to a table that comes later or never: the database asks only when a row is written.
    dependsOn: [parent, ...columns.map((column) => objectId("column", [table, column]))].sort(),
  };
}

function referencesOf(
  reference: NonNullable<ParsedConstraint["reference"]>,
  tables: ReadonlyMap<string, NamedTable>,
): NonNullable<ConstraintDefinition["references"]> {
  const target = tables.get(reference.table.toLowerCase());
  const key = target?.parsed.constraints.find(({ type }) => type === "primary key")?.columns ?? [];
  return {
    table: objectId("table", [target?.name ?? reference.table]),
    columns: reference.columns.length > 0 ? reference.columns : key,
    onDelete: ACTIONS.get(reference.onDelete) ?? "no action",
    onUpdate: ACTIONS.get(reference.onUpdate) ?? "no action",
  };
}
