import type { ColumnType, DialectName, Schema } from "@dataflow/core";
import type { ResolvedConnectOptions } from "../connection/connect-options.ts";
import type { Connection } from "../connection/connection.ts";
import type { DatabaseConnection } from "../connection/database-connection.ts";
import type { Driver } from "../connection/driver.ts";
import type { DecisionSql } from "../distributed/decision-sql.ts";
import type { LoadDrizzle } from "../drizzle/drizzle-module.ts";
import type { IntrospectOptions } from "../introspection/introspect.ts";
import type { DatabaseDescription } from "../url/database-description.ts";

/** Everything that a dialect provides to this package. */
export interface Dialect {
  readonly name: DialectName;
  /** What its URLs begin with, without the colon. */
  readonly schemes: readonly string[];
  /** Reads what follows the scheme and its colon. @throws DATABASE.INVALID_URL */
  parseUrl(rest: string): DatabaseDescription;
  /** Describes another database in the same place, or the same one; what it gives shows no password. */
  describeBeside(origin: DatabaseDescription, database: string | undefined): DatabaseDescription;
  /** Makes the driver; opens nothing. @throws DATABASE.INVALID_OPTION */
  openDriver(description: DatabaseDescription, options: ResolvedConnectOptions): Driver;
  /** The type that a column of a kind is declared with. */
  columnTypeSql(type: ColumnType): string;
  /** What a declared type stands for. */
  readColumnType(sql: string): ColumnType;
  /** Makes drizzle's handle. */
  drizzle(connection: DatabaseConnection, load: LoadDrizzle): object;
  /** Reads the catalog. */
  introspect(connection: Connection, options: IntrospectOptions): Promise<Schema>;
  /** How the decisions of distributed transactions are kept. */
  readonly decisions: DecisionSql;
  /** The schema that names without one stand for; undefined where there are no schemas. */
  defaultSchema(connection: Connection): Promise<string | undefined>;
}
