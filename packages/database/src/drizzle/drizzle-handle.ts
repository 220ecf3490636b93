/**
 * Drizzle on a connection of ours. Its proxy drivers hand every statement over as text and parameters, so it runs where
 * everything else runs: in the transaction of the async context, in the same pool.
 */
import { createRequire } from "node:module";
import type { DialectName } from "@dataflow/core";
import type { Connection } from "../connection/connection.ts";
import { DatabaseConnection } from "../connection/database-connection.ts";
import { dialects } from "../dialects/dialects.ts";
import type { DrizzleHandles } from "../dialects/drizzle-handles.ts";
import { databaseErrors } from "../errors/database-errors.ts";
import { driverMissing } from "../errors/driver-missing.ts";
import { joinTransactions } from "./join-transactions.ts";

const load = createRequire(import.meta.url);

/** One handle for a connection is enough: it keeps nothing but the connection. */
const handles = new WeakMap<Connection, object>();

/**
 * A drizzle handle on the same connection. Its statements join the transaction that their caller is in, and
 * `handle.transaction(body)` is the connection's own. Needs the package `drizzle-orm`, which is loaded when this is first
 * called.
 *
 * @param connection made by `connect`
 * @param dialect the connection's dialect, said again for the compiler: drizzle's types tell the databases apart
 * @returns drizzle's database object
 * @throws DATABASE.DRIVER_MISSING when drizzle-orm is not installed
 * @throws DATABASE.INVALID_OPTION when the connection is of another dialect
 * @example
 * ```ts
 * import { connect, drizzleHandle } from "@dataflow/database";
 * import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
 *
 * const users = sqliteTable("users", { id: integer().primaryKey(), name: text().notNull() });
 * const connection = connect("sqlite:app.db");
 * const drizzle = drizzleHandle(connection, "sqlite");
 * const everyone = await connection.transaction(async () => {
 *   await drizzle.insert(users).values({ name: "Alice" });
 *   return drizzle.select().from(users);
 * });
 * console.log(everyone[0]?.name);
 * ```
 */
export function drizzleHandle<Dialect extends DialectName>(
  connection: Connection,
  dialect: Dialect,
): DrizzleHandles[Dialect];
export function drizzleHandle(connection: Connection): DrizzleHandles[DialectName];
export function drizzleHandle(connection: Connection, dialect: DialectName = connection.dialect): object {
  if (!(connection instanceof DatabaseConnection)) throw foreignConnection();
  if (connection.dialect !== dialect) throw otherDialect(connection.dialect, dialect);
  const known = handles.get(connection);
  if (known !== undefined) return known;
  const handle = dialects.get(dialect)?.drizzle(connection, loadDrizzle);
  if (handle === undefined) throw otherDialect(connection.dialect, dialect);
  joinTransactions(handle, connection, loadDrizzle);
  handles.set(connection, handle);
  return handle;
}

function loadDrizzle(path: string): unknown {
  try {
    return load(path);
  } catch (error) {
    throw driverMissing("drizzle-orm", error);
  }
}

function foreignConnection(): Error {
  return databaseErrors.create("INVALID_OPTION", {
    message: "drizzleHandle was given a connection that this copy of @dataflow/database did not make",
    why: "it needs more of a connection than its interface promises",
    fix: "make the connection with connect() of the same package",
  });
}

function otherDialect(actual: DialectName, asked: DialectName): Error {
  return databaseErrors.create("INVALID_OPTION", {
    message: `drizzleHandle was asked for "${asked}" and given a connection of "${actual}"`,
    why: "drizzle writes different SQL for each",
    fix: `ask for "${actual}"`,
  });
}
