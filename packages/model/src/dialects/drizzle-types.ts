import type { DialectName } from "@dataflow/core";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { DrizzleTable } from "../table/model-from-drizzle.ts";
import type { DeclaredFields, DeclaredOptions, SpecsOf } from "../types/model-fields.ts";
import type { KindOfPostgresColumn, PostgresTableOf } from "./postgres/postgres-drizzle-types.ts";
import type { KindOfSqliteColumn, SqliteTableOf } from "./sqlite/sqlite-drizzle-types.ts";

/** The kinds of fields by drizzle's names of the columns that can become one. */
export interface KindOfColumn extends KindOfPostgresColumn, KindOfSqliteColumn {}

/** What the types of drizzle need to know of a field. */
export interface DrizzleSpec {
  readonly value: unknown;
  readonly nullable: boolean;
  readonly hasDefault: boolean;
  readonly primaryKey: boolean;
}

/** A column that is mapped by functions of ours, in the words of drizzle's types. */
export interface CustomColumn<Spec extends DrizzleSpec> {
  name: string;
  tableName: string;
  dataType: "custom";
  data: Spec["value"];
  driverParam: unknown;
  notNull: Spec["nullable"] extends false ? true : false;
  hasDefault: Spec["hasDefault"];
  isPrimaryKey: Spec["primaryKey"];
  isAutoincrement: false;
  hasRuntimeDefault: false;
  enumValues: undefined;
  baseColumn: never;
  identity: undefined;
  generated: undefined;
}

/** A table, in the words of drizzle's types. */
export interface TableTypes<Columns, Dialect> {
  name: string;
  schema: undefined;
  columns: Columns;
  dialect: Dialect;
}

type Specs<Definition extends AnyModelDefinition> = SpecsOf<DeclaredFields<Definition>, DeclaredOptions<Definition>>;

/**
 * The drizzle table of a model on a database. Where the compiler does not know the database it is any drizzle table:
 * the types of drizzle tell the databases apart.
 */
export type DrizzleTableOf<Definition extends AnyModelDefinition, Dialect extends DialectName> = [Dialect] extends [
  "postgres",
]
  ? PostgresTableOf<Specs<Definition>>
  : [Dialect] extends ["sqlite"]
    ? SqliteTableOf<Specs<Definition>>
    : DrizzleTable;
