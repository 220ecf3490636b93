import type { PgColumn, PgTableWithColumns } from "drizzle-orm/pg-core";
import type { CustomColumn, DrizzleSpec, TableTypes } from "../drizzle-types.ts";

/** The kinds of fields by drizzle's names of the PostgreSQL columns that can become one. */
export interface KindOfPostgresColumn {
  readonly PgText: "text";
  readonly PgVarchar: "text";
  readonly PgInteger: "integer";
  readonly PgSerial: "integer";
  readonly PgBigInt64: "bigint";
  readonly PgBigSerial64: "bigint";
  readonly PgDoublePrecision: "real";
  readonly PgNumeric: "decimal";
  readonly PgBoolean: "boolean";
  readonly PgTimestamp: "timestamp";
  readonly PgDateString: "date";
  readonly PgTime: "time";
  readonly PgUUID: "uuid";
  readonly PgJsonb: "json";
  readonly PgArray: "array";
}

/** Drizzle's table on PostgreSQL of a model with these fields. */
export type PostgresTableOf<Specs> = PgTableWithColumns<
  TableTypes<
    {
      [Name in keyof Specs & string]: Specs[Name] extends DrizzleSpec
        ? PgColumn<CustomColumn<Specs[Name]> & { columnType: "PgCustomColumn" }>
        : never;
    },
    "pg"
  >
>;
