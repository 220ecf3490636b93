import { quoteIdentifier, quoteTable } from "../dialects/sql-text.ts";
import type { LookupSource } from "./column-fill.ts";

/**
 * A query for the values that lead to more than one row: nobody could say which row is meant.
 *
 * @param lookup where values are looked up
 * @returns a query for `n`
 */
export function ambiguousLookup({ table, pairs }: LookupSource): string {
  const columns = pairs.map(([theirs]) => quoteIdentifier(theirs));
  const isSet = columns.map((column) => `${column} IS NOT NULL`).join(" AND ");
  const groups = `SELECT 1 AS one FROM ${quoteTable(table)} WHERE ${isSet} GROUP BY ${columns.join(", ")} HAVING count(*) > 1`;
  return `SELECT count(*) AS n FROM (${groups}) AS g`;
}
