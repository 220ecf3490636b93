import type { DialectName } from "@dataflow/core";
import type { PgColumn, PgTableWithColumns } from "drizzle-orm/pg-core";
import type { SQLiteColumn, SQLiteTableWithColumns } from "drizzle-orm/sqlite-core";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
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

/** The drizzle table of a model on a database. */
export type DrizzleTableOf<
  Definition extends AnyModelDefinition,
  Dialect extends DialectName,
> = Dialect extends "postgres"
  ? PgTableWithColumns<TableTypes<PgColumns<Specs<Definition>>, "pg">>
  : SQLiteTableWithColumns<TableTypes<SqliteColumns<Specs<Definition>>, "sqlite">>;
