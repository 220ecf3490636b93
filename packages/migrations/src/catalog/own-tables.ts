/** How the names of the tables begin in which this package keeps its own account, where there is no schema for them. */
const OWN = "_dataflow";

/**
 * Whether a table is one in which this package keeps its own account: no part of any catalog.
 *
 * @param table the table's name, on a database without schemas
 * @returns true for its own
 */
export function isOwnTable(table: string): boolean {
  return table.startsWith(`${OWN}_`);
}
