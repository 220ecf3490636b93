import type { SQLiteColumn, SQLiteTableWithColumns } from "drizzle-orm/sqlite-core";
import type { CustomColumn, DrizzleSpec, TableTypes } from "../drizzle-types.ts";

/** The kinds of fields by drizzle's names of the SQLite columns that can become one. */
export interface KindOfSqliteColumn {
  readonly SQLiteText: "text";
  readonly SQLiteInteger: "integer";
  readonly SQLiteReal: "real";
  readonly SQLiteBoolean: "boolean";
  readonly SQLiteTimestamp: "timestamp";
  readonly SQLiteTextJson: "json";
  readonly SQLiteBlobBuffer: "bytes";
}

/** Drizzle's table on SQLite of a model with these fields. */
export type SqliteTableOf<Specs> = SQLiteTableWithColumns<
  TableTypes<
    {
      [Name in keyof Specs & string]: Specs[Name] extends DrizzleSpec
        ? SQLiteColumn<CustomColumn<Specs[Name]> & { columnType: "SQLiteCustomColumn" }>
        : never;
    },
    "sqlite"
  >
>;
