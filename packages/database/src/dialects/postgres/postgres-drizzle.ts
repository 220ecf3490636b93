import type { DatabaseConnection } from "../../connection/database-connection.ts";
import type { LoadDrizzle } from "../../drizzle/drizzle-module.ts";

type ProxyModule = typeof import("drizzle-orm/pg-proxy");

/** Drizzle's handle over a connection. */
export function postgresDrizzle(connection: DatabaseConnection, load: LoadDrizzle): object {
  // A module that is loaded late has no type of its own.
  const { drizzle } = load("drizzle-orm/pg-proxy") as ProxyModule;
  return drizzle(async (text, parameters, method) => {
    const { rows } = await connection.queryForMapper(text, parameters, method === "all" ? "arrays" : "objects");
    return { rows: [...rows] };
  });
}
