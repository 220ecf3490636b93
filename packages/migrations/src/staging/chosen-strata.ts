import { suggestion } from "@dataflow/core";
import { displayName, type ObjectId } from "../catalog/object-id.ts";
import type { CopyTable } from "../dialects/copy-dialect.ts";
import { tableLabel } from "../diff/table-name.ts";
import { invalidStagingOption } from "./resolve-staging-request.ts";

/**
 * Finds the tables and columns that groups are asked for.
 *
 * @param tables the tables with rows
 * @param strata columns by the name of their table
 * @returns columns by table
 * @throws MIGRATION.INVALID_OPTION when there is no such table or column
 */
export function chosenStrata(
  tables: readonly CopyTable[],
  strata: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<ObjectId, readonly string[]> {
  const byName = new Map(tables.flatMap((table) => namesOf(table).map((name) => [name, table] as const)));
  const chosen = new Map<ObjectId, readonly string[]>();
  for (const [name, columns] of Object.entries(strata)) {
    const table = byName.get(name);
    if (table === undefined) throw invalidStagingOption(`strata["${name}"]`, suggestion(name, [...byName.keys()]));
    const known = table.columns.map((column) => column.name);
    for (const column of columns)
      if (!known.includes(column)) throw invalidStagingOption(`strata["${name}"]`, suggestion(column, known));
    chosen.set(table.id, columns);
  }
  return chosen;
}

function namesOf({ table }: CopyTable): readonly string[] {
  const path = table.schema === undefined ? [table.name] : [table.schema, table.name];
  return [...new Set([displayName(path), tableLabel(table)])];
}
