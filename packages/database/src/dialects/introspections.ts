/**
 * How catalogs are read, loaded when one is first asked for: a start that finds nothing new reads none. It is one module so
 * that the build makes one file of it, and one of what it shares with the rest.
 */

export { introspectPostgres, readDefaultSchema } from "./postgres/introspect.ts";
export { introspectSqlite } from "./sqlite/introspect.ts";
