import type { FieldDefault } from "../../definition/field-declaration.ts";
import type { ParsedIndexField } from "../../definition/index-field.ts";
import type { ColumnBuilder, ColumnConfig, DrizzleCore, Extras } from "../../table/drizzle-core.ts";
import { drizzleCommon, drizzleCore } from "../../table/load-drizzle.ts";
import { DEFAULT_NOW } from "../default-of-now.ts";
import type { DrizzleDialect, Mapped } from "../drizzle-dialect.ts";
import { postgresColumnType } from "./postgres-column-type.ts";

type MakeTable = (name: string, columns: Readonly<Record<string, ColumnBuilder>>, extras: Extras) => object;

interface PgCore extends DrizzleCore {
  readonly PgTable: unknown;
  readonly pgTable: MakeTable;
  pgSchema(name: string): { readonly table: MakeTable };
}

/** A column as the function that adds indexes is given it. */
interface IndexedColumn {
  readonly name?: string;
  readonly indexConfig?: { readonly order?: string; readonly nulls?: string; readonly opClass?: unknown };
  readonly notNull?: boolean;
}

const core = () => drizzleCore<PgCore>("drizzle-orm/pg-core");

/** Drizzle's tables for PostgreSQL. */
export const postgresDrizzle: DrizzleDialect = Object.freeze<DrizzleDialect>({
  name: "postgres",
  core,
  isTable: (value) => drizzleCommon().is(value, core().PgTable),
  makeTable: ({ name, schema, columns, extras }) =>
    schema === undefined ? core().pgTable(name, columns, extras) : core().pgSchema(schema).table(name, columns, extras),
  // The column that a table gives to its extras has this method.
  descending: (column) => (column as { desc(): { nullsFirst(): object } }).desc().nullsFirst(),
  columnType: postgresColumnType,
  isNumbered: ({ columnType, generatedIdentity }: ColumnConfig) =>
    columnType === "PgSerial" || columnType === "PgBigSerial64" || generatedIdentity !== undefined,
  defaultOf: (sql) => DEFAULTS.get(sql),
  indexColumn,
});

const DEFAULTS: ReadonlyMap<string, FieldDefault> = new Map<string, FieldDefault>([
  ["now()", DEFAULT_NOW],
  ["current_timestamp", DEFAULT_NOW],
  [
    "gen_random_uuid()",
    Object.freeze({ kind: "function", create: () => process.getBuiltinModule("node:crypto").randomUUID() }),
  ],
]);

function indexColumn(column: IndexedColumn): Mapped<ParsedIndexField> {
  const { name, indexConfig } = column;
  if (name === undefined || indexConfig === undefined) return { problem: "is over an expression", fix: INDEX_FIX };
  if (indexConfig.opClass !== undefined) return { problem: `has an operator class on "${name}"`, fix: INDEX_FIX };
  const direction = indexConfig.order === "desc" ? "desc" : "asc";
  // Drizzle says "last" for every column that does not say otherwise; the server's own default for "desc" is first.
  if (direction === "asc" && indexConfig.nulls === "first")
    return { problem: `puts nulls first on "${name}"`, fix: INDEX_FIX };
  return { value: { field: name, direction } };
}

const INDEX_FIX = "leave it to your migrations, and take it out of the table that becomes a model";
