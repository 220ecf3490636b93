import type { Connection } from "@dataflow/database";
import type { TableName } from "../diff/table-name.ts";
import { tableLabel } from "../diff/table-name.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { readTableFacts } from "../facts/read-table-facts.ts";
import type { StatementNeed } from "./statement-need.ts";

/** How many rows a table has, and the proof when it has none. */
export interface SizedTable {
  readonly evidence: readonly Evidence[];
  readonly empty?: StatementNeed;
}

/**
 * Asks how many rows a table has: where there are none, nobody waits for anything.
 *
 * @param connection the database
 * @param table the table
 * @param tableSize what the caller says, where the database does not know
 * @returns the figure, and the need that follows from it when the table is empty
 */
export async function sizedTable(connection: Connection, table: TableName, tableSize?: number): Promise<SizedTable> {
  const [facts] = await readTableFacts(connection, [table]);
  const rows = facts?.rows;
  if (rows !== undefined && rows.value !== undefined) {
    const isEmpty = rows.value === 0 && rows.isExact;
    return { evidence: [rows.evidence], ...(isEmpty && { empty: emptyTable(table, rows.evidence) }) };
  }
  if (tableSize === undefined) return { evidence: rows === undefined ? [] : [rows.evidence] };
  const fact = `rows of ${tableLabel(table)}, as the caller says`;
  const told: Evidence = { source: "statement", fact, value: tableSize, unit: "rows" };
  return { evidence: [told], ...(tableSize === 0 && { empty: emptyTable(table, told) }) };
}

function emptyTable(table: TableName, evidence: Evidence): StatementNeed {
  return { isNeeded: false, reason: `${tableLabel(table)} is empty`, evidence: [evidence] };
}
