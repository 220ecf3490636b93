import { databaseErrors } from "../../errors/database-errors.ts";
import type { Dialect } from "../dialect.ts";
import { readSqliteType, sqliteTypeSql } from "./column-type-sql.ts";
import { parseSqliteUrl } from "./parse-sqlite-url.ts";
import { sqliteDecisions } from "./sqlite-decisions.ts";
import { SqliteDriver } from "./sqlite-driver.ts";
import { sqliteDrizzle } from "./sqlite-drizzle.ts";

/** SQLite, over the package `better-sqlite3`. */
export const sqliteDialect: Dialect = Object.freeze({
  name: "sqlite",
  schemes: ["sqlite"],
  parseUrl: parseSqliteUrl,
  describeBeside: (origin, file) => Object.freeze(file === undefined ? { ...origin } : { dialect: "sqlite", file }),
  openDriver: (description, options) => {
    if (description.dialect === "sqlite") return new SqliteDriver(description, options);
    throw databaseErrors.create("INVALID_URL", {
      message: "The description is not one of a database in a file",
      why: "its `dialect` belongs to another kind of database",
      fix: "make it with parseDatabaseUrl",
    });
  },
  columnTypeSql: sqliteTypeSql,
  readColumnType: readSqliteType,
  drizzle: sqliteDrizzle,
  introspect: async (connection, options) => {
    const { introspectSqlite } = await import("../introspections.ts");
    return introspectSqlite(connection, options);
  },
  decisions: sqliteDecisions,
  defaultSchema: () => Promise.resolve(undefined),
} satisfies Dialect);
