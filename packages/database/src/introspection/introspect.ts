import type { Schema } from "@dataflow/core";
import { refuseUnknownNames } from "../connection/connect-options.ts";
import type { Connection } from "../connection/connection.ts";
import { dialects } from "../dialects/dialects.ts";
import { databaseErrors } from "../errors/database-errors.ts";

/** What to read of a catalog. */
export interface IntrospectOptions {
  /** Only these tables; names that do not exist are left out of the result. Absent: all. */
  readonly tables?: readonly string[];
  /** The database schema (PostgreSQL); absent: the first of the search path. */
  readonly schema?: string;
  /** What is read beside tables: views with the columns that they give, and partitions as tables of their own. */
  readonly include?: readonly ("views" | "partitions")[];
}

/**
 * Reads what tables there are, in the vocabulary that models ask in. Always the real catalog, in a few queries however
 * many tables there are. What DataFlow keeps about a database in that database is no table of anybody's models, and left
 * out.
 *
 * @param connection an open connection; inside a transaction it sees what the transaction made
 * @param options which tables
 * @returns the tables, by name
 * @throws DATABASE.* classified errors
 * @example
 * ```ts
 * import { connect, introspect } from "@dataflow/database";
 *
 * const connection = connect("sqlite::memory:");
 * await connection.run("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
 * const { tables } = await introspect(connection);
 * console.log(tables[0]?.columns.map((column) => column.name)); // ["id", "name"]
 * ```
 */
export async function introspect(connection: Connection, options: IntrospectOptions = {}): Promise<Schema> {
  refuseUnknownNames(options, ["tables", "schema", "include"], "introspect");
  const dialect = dialects.get(connection.dialect);
  if (dialect === undefined) {
    throw databaseErrors.create("INVALID_OPTION", {
      message: `The dialect "${connection.dialect}" has no catalog that is known`,
      why: "the connection was not made by connect()",
      fix: "make it with connect()",
    });
  }
  return dialect.introspect(connection, options);
}

/**
 * The database schema that names without a schema stand for.
 *
 * @param connection an open connection
 * @returns its name; undefined where the database has no schemas, or the connection none by default
 * @throws DATABASE.* classified errors
 * @example
 * ```ts
 * import { connect, defaultSchema } from "@dataflow/database";
 *
 * console.log(await defaultSchema(connect("sqlite::memory:"))); // undefined
 * ```
 */
export async function defaultSchema(connection: Connection): Promise<string | undefined> {
  return dialects.get(connection.dialect)?.defaultSchema(connection);
}
