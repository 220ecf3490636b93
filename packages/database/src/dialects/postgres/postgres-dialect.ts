import { databaseErrors } from "../../errors/database-errors.ts";
import type { DatabaseDescription } from "../../url/database-description.ts";
import type { Dialect } from "../dialect.ts";
import { postgresTypeSql, readPostgresType } from "./column-type-sql.ts";
import { ConfirmingDriver } from "./confirming-driver.ts";
import { parsePostgresUrl } from "./parse-postgres-url.ts";
import { postgresDecisions } from "./postgres-decisions.ts";
import { PostgresDriver } from "./postgres-driver.ts";
import { postgresDrizzle } from "./postgres-drizzle.ts";

/** PostgreSQL, over the package `pg`. */
export const postgresDialect: Dialect = Object.freeze({
  name: "postgres",
  schemes: ["postgresql", "postgres"],
  parseUrl: parsePostgresUrl,
  describeBeside: describeOnSameServer,
  openDriver: (description, options) => {
    const Driver = options.confirmCommit ? ConfirmingDriver : PostgresDriver;
    if (description.dialect === "postgres") return new Driver(description, options);
    throw databaseErrors.create("INVALID_URL", {
      message: "The description is not one of a database on a server",
      why: "its `dialect` belongs to another kind of database",
      fix: "make it with parseDatabaseUrl",
    });
  },
  columnTypeSql: postgresTypeSql,
  readColumnType: readPostgresType,
  drizzle: postgresDrizzle,
  introspect: async (connection, options) => {
    const { introspectPostgres } = await import("../introspections.ts");
    return introspectPostgres(connection, options);
  },
  decisions: postgresDecisions,
  defaultSchema: async (connection) => {
    const { readDefaultSchema } = await import("../introspections.ts");
    return readDefaultSchema(connection);
  },
} satisfies Dialect);

function describeOnSameServer(origin: DatabaseDescription, database: string | undefined): DatabaseDescription {
  const beside = { ...origin, ...(database !== undefined && { database }) };
  // A spread takes over what is enumerable, which a password from a URL is not.
  if ("password" in origin) Object.defineProperty(beside, "password", { value: origin.password, enumerable: false });
  return Object.freeze(beside);
}
