import type { Connection } from "@dataflow/database";
import { type TableName, tableLabel } from "../diff/table-name.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { readTableFacts } from "../facts/read-table-facts.ts";

/** How many rows a table has, and how that is known. */
export interface SizedTable {
  readonly evidence: readonly Evidence[];
  /** Whether it is certain that there are none. */
  readonly isEmpty: boolean;
}

/**
 * Asks how many rows a table has: where there are none, nobody waits for anything.
 *
 * @param connection the database
 * @param table the table
 * @param tableSize what the caller says, where the database does not know
 * @returns the figure
 */
export async function sizedTable(connection: Connection, table: TableName, tableSize?: number): Promise<SizedTable> {
  const [facts] = await readTableFacts(connection, [table]);
  const rows = facts?.rows;
  if (rows?.value !== undefined) return { evidence: [rows.evidence], isEmpty: rows.value === 0 && rows.isExact };
  if (tableSize === undefined) return { evidence: rows === undefined ? [] : [rows.evidence], isEmpty: false };
  const fact = `rows of ${tableLabel(table)}, as the caller says`;
  return { evidence: [{ source: "statement", fact, value: tableSize, unit: "rows" }], isEmpty: tableSize === 0 };
}
