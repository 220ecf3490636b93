import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { quoteTable } from "../dialects/sql-text.ts";
import type { TableName } from "../diff/table-name.ts";
import { tableLabel } from "../diff/table-name.ts";
import type { Evidence } from "../evidence/evidence.ts";

/** Rows of a table and how they are known. */
export interface CountedRows {
  readonly rows: number | undefined;
  readonly evidence: Evidence;
}

/**
 * Counts the rows of a table.
 *
 * @param connection the database
 * @param table the table
 * @returns the number; unknown when the database gave up on it
 */
export async function countRows(connection: Connection, table: TableName): Promise<CountedRows> {
  const query = `SELECT count(*) AS n FROM ${quoteTable(table)}`;
  const rows = await connection
    .query(query)
    .then((found) => Number(found.rows[0]?.n))
    .catch((error: unknown) => {
      if (isDataFlowError(error) && error.code === "DATABASE.STATEMENT_TIMEOUT") return undefined;
      throw error;
    });
  return {
    rows,
    evidence: { source: "count", fact: `rows of ${tableLabel(table)}`, value: rows ?? "unknown", unit: "rows", query },
  };
}
