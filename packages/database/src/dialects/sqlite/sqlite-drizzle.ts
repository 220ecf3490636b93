import type { DatabaseConnection } from "../../connection/database-connection.ts";
import type { LoadDrizzle } from "../../drizzle/drizzle-module.ts";

type ProxyModule = typeof import("drizzle-orm/sqlite-proxy");

/** Drizzle's handle over a connection. */
export function sqliteDrizzle(connection: DatabaseConnection, load: LoadDrizzle): object {
  // A module that is loaded late has no type of its own.
  const { drizzle } = load("drizzle-orm/sqlite-proxy") as ProxyModule;
  return drizzle(async (text, parameters, method) => {
    const { rows } = await connection.queryForMapper(text, parameters, "arrays");
    if (method !== "get") return { rows: [...rows] };
    // For one row drizzle wants the row itself, and reads a missing one as undefined although its types say a list.
    const row = rows[0] as unknown[];
    return { rows: row };
  });
}
