/** The database schema of the bookkeeping where there are schemas; elsewhere its tables begin with this and `_`. */
export const BOOKKEEPING_NAME = "_dataflow";

/**
 * Whether an object is a part of what this package keeps its own account in: catalogs leave it out.
 *
 * @param path the names of the object from the outside in: database schema, table, column; without a schema where the
 * database has none
 * @returns true for the schema, the tables and everything in them
 * @example
 * ```ts
 * import { isBookkeeping } from "@dataflow/migrations";
 *
 * console.log(isBookkeeping(["_dataflow", "migrations"]), isBookkeeping(["_dataflow_locks"])); // true, true
 * console.log(isBookkeeping(["public", "orders"])); // false
 * ```
 */
export function isBookkeeping(path: readonly string[]): boolean {
  const first = path[0] ?? "";
  return first === BOOKKEEPING_NAME || first.startsWith(`${BOOKKEEPING_NAME}_`);
}
