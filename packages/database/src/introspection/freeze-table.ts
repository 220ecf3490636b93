import type { Table } from "@dataflow/core";

/** Freezes a table with everything in it. */
export function freezeTable(table: Table): Table {
  freezeDeep(table);
  return table;
}

function freezeDeep(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const entry of Object.values(value)) freezeDeep(entry);
}
