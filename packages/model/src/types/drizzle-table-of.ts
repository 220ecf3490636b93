import type { DialectName } from "@dataflow/core";
import type { PgColumn, PgTableWithColumns } from "drizzle-orm/pg-core";
import type { SQLiteColumn, SQLiteTableWithColumns } from "drizzle-orm/sqlite-core";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { DrizzleTable } from "../table/model-from-drizzle.ts";
import type { DeclaredFields, DeclaredOptions, SpecsOf } from "./model-fields.ts";

interface Spec {
  readonly value: unknown;
  readonly nullable: boolean;
  readonly hasDefault: boolean;
  readonly primaryKey: boolean;
}

interface ColumnTypes<Field extends Spec> {
  name: string;
  tableName: string;
  dataType: "custom";
  data: Field["value"];
  driverParam: unknown;
  notNull: Field["nullable"] extends false ? true : false;
  hasDefault: Field["hasDefault"];
  isPrimaryKey: Field["primaryKey"];
  isAutoincrement: false;
  hasRuntimeDefault: false;
  enumValues: undefined;
  baseColumn: never;
  identity: undefined;
  generated: undefined;
}

type Specs<Definition extends AnyModelDefinition> = SpecsOf<DeclaredFields<Definition>, DeclaredOptions<Definition>>;

type PgColumns<All> = {
  [Name in keyof All & string]: All[Name] extends Spec
    ? PgColumn<ColumnTypes<All[Name]> & { columnType: "PgCustomColumn" }>
    : never;
};

type SqliteColumns<All> = {
  [Name in keyof All & string]: All[Name] extends Spec
    ? SQLiteColumn<ColumnTypes<All[Name]> & { columnType: "SQLiteCustomColumn" }>
    : never;
};

interface TableTypes<Columns, Dialect> {
  name: string;
  schema: undefined;
  columns: Columns;
  dialect: Dialect;
}

/**
 * The drizzle table of a model on a database. Where the compiler does not know the database it is any drizzle table:
 * the types of drizzle tell the databases apart.
 */
export type DrizzleTableOf<Definition extends AnyModelDefinition, Dialect extends DialectName> = [Dialect] extends [
  "postgres",
]
  ? PgTableWithColumns<TableTypes<PgColumns<Specs<Definition>>, "pg">>
  : [Dialect] extends ["sqlite"]
    ? SQLiteTableWithColumns<TableTypes<SqliteColumns<Specs<Definition>>, "sqlite">>
    : DrizzleTable;
