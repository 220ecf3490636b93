import type { Column, ColumnType, ForeignKey, ReferentialAction, Schema, Table, TableIndex } from "@dataflow/core";
import type { Connection } from "../../connection/connection.ts";
import {
  type CatalogRow,
  flagOf,
  flagsOf,
  groupRows,
  optionalTextOf,
  textOf,
  textsOf,
} from "../../introspection/catalog-row.ts";
import { freezeTable } from "../../introspection/freeze-table.ts";
import type { IntrospectOptions } from "../../introspection/introspect.ts";
import { unquoteText } from "../../introspection/read-literal.ts";
import { COLUMNS_QUERY, CONSTRAINTS_QUERY, INDEXES_QUERY, TEXT_INDEXES_QUERY } from "./catalog-queries.ts";
import { readPostgresType } from "./column-type-sql.ts";
import { readPostgresDefault } from "./read-default.ts";
import { readTextIndex } from "./read-text-index.ts";

const ACTIONS: ReadonlyMap<string, ReferentialAction> = new Map([
  ["a", "no action"],
  ["r", "restrict"],
  ["c", "cascade"],
  ["n", "set null"],
  ["d", "set default"],
]);

/** Reads the catalog of a PostgreSQL database. */
export async function introspectPostgres(connection: Connection, options: IntrospectOptions): Promise<Schema> {
  const { include = [] } = options;
  const kinds = include.includes("views") ? ["r", "p", "v", "m"] : ["r", "p"];
  const parameters = [options.schema ?? null, options.tables ?? null, kinds, include.includes("partitions")];
  const columns = groupRows((await connection.query(COLUMNS_QUERY, parameters)).rows, "table");
  const constraints = groupRows((await connection.query(CONSTRAINTS_QUERY, parameters)).rows, "table");
  const indexes = groupRows((await connection.query(INDEXES_QUERY, parameters)).rows, "table");
  const textIndexes = groupRows((await connection.query(TEXT_INDEXES_QUERY, parameters)).rows, "table");
  const tables = [...columns].map(([name, rows]) => {
    const table = tableOf(name, rows, constraints.get(name) ?? [], indexes.get(name) ?? []);
    const textIndex = readTextIndex(textIndexes.get(name) ?? []);
    return freezeTable({
      ...table,
      ...(textIndex === undefined ? {} : { textIndex }),
      ...(options.schema === undefined ? {} : { schema: options.schema }),
    });
  });
  return Object.freeze({ tables: Object.freeze(tables) });
}

/** The first schema of the search path that exists. */
export async function readDefaultSchema(connection: Connection): Promise<string | undefined> {
  const { rows } = await connection.query("SELECT current_schema()::text AS name");
  return rows[0] && optionalTextOf(rows[0], "name");
}

function tableOf(
  name: string,
  columns: readonly CatalogRow[],
  constraints: readonly CatalogRow[],
  indexes: readonly CatalogRow[],
): Table {
  const ofType = (type: string) => constraints.filter((row) => textOf(row, "type") === type);
  const enums = enumValues(ofType("c"));
  const key = ofType("p")[0];
  return {
    name,
    columns: columns.filter((row) => row.name !== null).map((row) => columnOf(row, enums)),
    ...(key === undefined ? {} : { primaryKey: { name: textOf(key, "name"), columns: textsOf(key, "columns") } }),
    uniques: ofType("u").map((row) => ({ name: textOf(row, "name"), columns: textsOf(row, "columns") })),
    foreignKeys: ofType("f").map(foreignKeyOf),
    indexes: indexes.map(indexOf),
  };
}

function columnOf(row: CatalogRow, enums: ReadonlyMap<string, readonly string[]>): Column {
  const name = textOf(row, "name");
  const read = readPostgresType(textOf(row, "type"));
  const values = enums.get(name);
  const type: ColumnType =
    values !== undefined && read.kind === "text" && read.length === undefined ? { kind: "enum", values } : read;
  const column = { name, type, nullable: flagOf(row, "nullable") };
  if (flagOf(row, "identity")) return { ...column, default: { kind: "autoIncrement" } };
  const sql = optionalTextOf(row, "default");
  if (sql === undefined) return column;
  // The expression of a generated column is no default: nothing can be written there at all.
  if (flagOf(row, "generated")) return { ...column, default: { kind: "expression", sql } };
  return { ...column, default: readPostgresDefault(sql, type) };
}

/** Columns whose check is a list of texts: `CHECK ((status = ANY (ARRAY['a'::text, 'b'::text])))`. */
function enumValues(checks: readonly CatalogRow[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const row of checks) {
    const [column, ...others] = textsOf(row, "columns");
    const values = listedTexts(optionalTextOf(row, "check") ?? "");
    if (column !== undefined && others.length === 0 && values !== undefined) found.set(column, values);
  }
  return found;
}

const ONE_OF_MANY = /^CHECK \(\((?:"(?:[^"]|"")+"|\w+) = ANY \(ARRAY\[(?<list>.+)\]\)\)\)$/s;
const ONLY_ONE = /^CHECK \(\((?:"(?:[^"]|"")+"|\w+) = (?<list>'(?:[^']|'')*'::text)\)\)$/s;

function listedTexts(check: string): readonly string[] | undefined {
  const list = (ONE_OF_MANY.exec(check) ?? ONLY_ONE.exec(check))?.groups?.list;
  if (list === undefined || !/^'(?:[^']|'')*'::text(?:, '(?:[^']|'')*'::text)*$/s.test(list)) return undefined;
  return (list.match(/'(?:[^']|'')*'/gs) ?? []).map((text) => unquoteText(text) ?? "");
}

function foreignKeyOf(row: CatalogRow): ForeignKey {
  return {
    name: textOf(row, "name"),
    columns: textsOf(row, "columns"),
    references: { table: textOf(row, "references"), columns: textsOf(row, "referencedColumns") },
    onDelete: ACTIONS.get(textOf(row, "onDelete")) ?? "no action",
    onUpdate: ACTIONS.get(textOf(row, "onUpdate")) ?? "no action",
  };
}

function indexOf(row: CatalogRow): TableIndex {
  const descending = flagsOf(row, "descending");
  return {
    name: textOf(row, "name"),
    columns: textsOf(row, "columns").map((name, position) => ({
      name,
      direction: descending[position] === true ? "desc" : "asc",
    })),
    unique: flagOf(row, "unique"),
  };
}
