import type { Column, ColumnType, Table } from "@dataflow/core";
import { queryTable } from "../src/table/query-table-from-schema.ts";
import { keyedTable } from "./keyed-table.ts";

/** Column types for tests, one of each kind. */
export const SAMPLE_TYPES = {
  text: { kind: "text" },
  short: { kind: "text", length: 5 },
  integer: { kind: "integer" },
  bigint: { kind: "bigint" },
  real: { kind: "real" },
  price: { kind: "decimal", precision: 12, scale: 2 },
  long: { kind: "decimal", precision: 18, scale: 4 },
  huge: { kind: "decimal", precision: 30, scale: 10 },
  boolean: { kind: "boolean" },
  timestamp: { kind: "timestamp" },
  date: { kind: "date" },
  time: { kind: "time" },
  uuid: { kind: "uuid" },
  document: { kind: "json" },
  enum: { kind: "enum", values: ["new", "paid", "O'Brien"] },
  bytes: { kind: "bytes" },
} as const satisfies Record<string, ColumnType>;

/** Names that the printed SQL uses itself, and hidden columns of json_each: none may be mistaken for a column. */
export const AWKWARD_TYPES = {
  value: { kind: "integer" },
  json: { kind: "json" },
  v: { kind: "decimal", precision: 12, scale: 2 },
  p: { kind: "decimal", precision: 12, scale: 2 },
  u: { kind: "bigint" },
  t: { kind: "text" },
  o1: { kind: "integer" },
  c1: { kind: "text" },
  column1: { kind: "text" },
  excluded: { kind: "text" },
  key: { kind: "array", element: { kind: "text" } },
  atom: { kind: "array", element: { kind: "integer" } },
} as const satisfies Record<string, ColumnType>;

/** A table with a column for each type: nullable, and (with `Required` behind its name) not. */
export function sampleTable(types: Readonly<Record<string, ColumnType>>, required: readonly string[] = []): Table {
  const columns: Column[] = [];
  for (const [name, type] of Object.entries(types)) {
    columns.push({ name: snakeCase(name), type, nullable: true });
    if (required.includes(name)) columns.push({ name: `${snakeCase(name)}_required`, type, nullable: false });
  }
  return keyedTable('odd "name', columns);
}

/** The table as queries see it, its fields in camelCase. */
export function sampleQueryTable(table: Table) {
  return queryTable(table, { label: "Sample", fieldName: camelCase });
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
