import type { Schema, Table } from "@dataflow/core";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { type CanHold, isSameKind } from "./can-hold.ts";
import { compareColumns } from "./compare-columns.ts";
import { compareConstraints } from "./compare-constraints.ts";
import type { SchemaDifference } from "./schema-difference.ts";
import { tableKey, tableLabel, tablePlace } from "./table-name.ts";

/**
 * Compares the tables there are with the tables wanted. Constraints and indexes are matched by what they do, not by
 * their names, so that tables made by someone else are not accused of a spelling.
 *
 * @param actual what a catalog says there is
 * @param wanted what models ask for
 * @param canHold decides whether a column as it is can serve a column as it is wanted; by default: the same kind
 * @returns every difference, those of severity `error` first; empty when nothing differs
 * @example
 * ```ts
 * import { compareSchemas } from "@dataflow/migrations";
 *
 * const users = { name: "users", columns: [], uniques: [], foreignKeys: [], indexes: [] };
 * const [difference] = compareSchemas({ tables: [] }, { tables: [users] });
 * console.log(difference?.message); // the table "users" is missing
 * ```
 */
export function compareSchemas(
  actual: Schema,
  wanted: Schema,
  canHold: CanHold = isSameKind,
): readonly SchemaDifference[] {
  const existing = new Map(actual.tables.map((table) => [tableKey(table), table]));
  const differences: SchemaDifference[] = [];
  for (const table of wanted.tables) {
    const found = existing.get(tableKey(table));
    existing.delete(tableKey(table));
    if (found === undefined) differences.push(missingTable(table));
    else differences.push(...compareColumns(found, table, canHold), ...compareConstraints(found, table));
  }
  for (const table of existing.values()) differences.push(extraTable(table));
  const rank = { error: 0, warning: 1, info: 2 } as const;
  return freezeDeep(differences.sort((left, right) => rank[left.severity] - rank[right.severity]));
}

function missingTable(wanted: Table): SchemaDifference {
  const message = `the table "${tableLabel(wanted)}" is missing`;
  return { kind: "missingTable", severity: "error", ...tablePlace(wanted), message, wanted };
}

function extraTable(actual: Table): SchemaDifference {
  const message = `the table "${tableLabel(actual)}" belongs to no model`;
  return { kind: "extraTable", severity: "info", ...tablePlace(actual), message, actual };
}
