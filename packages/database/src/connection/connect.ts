import { suggestion } from "@dataflow/core";
import { dialects } from "../dialects/dialects.ts";
import { databaseErrors } from "../errors/database-errors.ts";
import type { DatabaseDescription } from "../url/database-description.ts";
import { parseDatabaseUrl } from "../url/parse-database-url.ts";
import { type ConnectOptions, resolveConnectOptions } from "./connect-options.ts";
import type { Connection } from "./connection.ts";
import { DatabaseConnection } from "./database-connection.ts";
import { noteOrigin } from "./describe-beside.ts";

/**
 * Makes a connection. Nothing is opened before it is first used, so this never fails because of the database.
 *
 * @param target a URL, or what `parseDatabaseUrl` made of one
 * @param options pool size, timeouts, `echo`
 * @returns the connection; close it when the program is done with it
 * @throws DATABASE.INVALID_URL
 * @throws DATABASE.INVALID_OPTION
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 *
 * const connection = connect("sqlite::memory:");
 * await connection.run("CREATE TABLE notes (text TEXT NOT NULL)");
 * await connection.transaction(async () => {
 *   await connection.query("INSERT INTO notes VALUES (?)", ["first"]);
 * });
 * const { rows } = await connection.query("SELECT text FROM notes");
 * console.log(rows); // [{ text: "first" }]
 * await connection.close();
 * ```
 */
export function connect(target: string | DatabaseDescription, options: ConnectOptions = {}): Connection {
  const description = typeof target === "string" ? parseDatabaseUrl(target) : target;
  const resolved = resolveConnectOptions(options);
  const dialect = dialects.get(description.dialect);
  if (dialect === undefined) {
    throw databaseErrors.create("INVALID_URL", {
      message: "The description names no database that is supported",
      why: "its `dialect` is not known",
      fix: suggestion(String(description.dialect), [...dialects.keys()]),
    });
  }
  const connection = new DatabaseConnection(dialect.openDriver(description, resolved), resolved);
  noteOrigin(connection, description);
  return connection;
}
