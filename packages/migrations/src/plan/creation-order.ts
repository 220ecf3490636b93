import type { Table } from "@dataflow/core";
import { type TableName, tableKey } from "../diff/table-name.ts";

/**
 * Orders tables so that each comes after those it refers to, as far as that is possible. The order depends on nothing
 * but the tables and the order they are given in. In a cycle the table given first goes first.
 *
 * @param tables the tables to be created
 * @returns the same tables in the order of their creation
 */
export function creationOrder(tables: readonly Table[]): readonly Table[] {
  const waiting = new Map(tables.map((table) => [tableKey(table), table]));
  const ordered: Table[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter((table) => !refersToAny(table, waiting));
    const [first] = waiting.values();
    const next = ready.length > 0 || first === undefined ? ready : [first];
    for (const table of next) {
      ordered.push(table);
      waiting.delete(tableKey(table));
    }
  }
  return ordered;
}

/**
 * The tables that a table refers to. A reference stays in the database schema of its table.
 *
 * @param table the table
 * @returns their names, in the order of its foreign keys
 */
export function referencedTables(table: Table): readonly TableName[] {
  return table.foreignKeys.map(({ references }) => ({
    name: references.table,
    ...(table.schema !== undefined && { schema: table.schema }),
  }));
}

function refersToAny(table: Table, waiting: ReadonlyMap<string, Table>): boolean {
  const own = tableKey(table);
  return referencedTables(table).some((target) => tableKey(target) !== own && waiting.has(tableKey(target)));
}
