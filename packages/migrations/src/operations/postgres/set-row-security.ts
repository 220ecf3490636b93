import type { TableDefinition } from "../../catalog/object-definitions.ts";
import type { OperationType } from "../operation-type.ts";
import { alterTable } from "./alter-table.ts";

/** Turns row-level security on or off, and decides whether the table's owner is bound by it. */
export const setRowSecurity: OperationType<"table"> = alterTable("setRowSecurity", ["rowSecurity"], (before, after) =>
  rowSecurityClauses(before.definition, after.definition),
);

/** The clauses of ALTER TABLE from one state of row security to another. */
export function rowSecurityClauses(old: TableDefinition, wanted: TableDefinition): readonly string[] {
  return [
    ...(isEnabled(old) === isEnabled(wanted) ? [] : [`${isEnabled(wanted) ? "ENABLE" : "DISABLE"} ROW LEVEL SECURITY`]),
    ...(isForced(old) === isForced(wanted) ? [] : [`${isForced(wanted) ? "" : "NO "}FORCE ROW LEVEL SECURITY`]),
  ];
}

function isEnabled({ rowSecurity }: TableDefinition): boolean {
  return rowSecurity === "enabled" || rowSecurity === "forced";
}

function isForced({ rowSecurity }: TableDefinition): boolean {
  return rowSecurity === "forced" || rowSecurity === "forced but not enabled";
}
