import type { DialectName } from "@dataflow/core";
import type { ObjectId } from "../catalog/object-id.ts";
import { ddlDialect } from "../dialects/ddl-dialects.ts";
import { compareSchemas } from "../diff/compare-schemas.ts";
import { tableKey } from "../diff/table-name.ts";
import { tableId } from "./known-models.ts";
import type { ModelsLook } from "./look-at-models.ts";
import type { OutdatedTable } from "./model-state.ts";

/**
 * The tables that their models cannot work on, because a change they need was not made.
 *
 * @param look what was found
 * @param found the dialect, and what is pending
 * @returns each table with what is wrong and what would help
 */
export function outdatedTables(
  look: ModelsLook,
  found: {
    readonly dialect: DialectName;
    readonly pending: readonly { readonly object: ObjectId; readonly text: string }[];
  },
): readonly OutdatedTable[] {
  const asked = new Set(look.wanted.tables.map(tableKey));
  const actual = { tables: look.meaning.tables.filter((table) => asked.has(tableKey(table))) };
  const errors = compareSchemas(actual, look.wanted, ddlDialect(found.dialect).canHold).filter(
    ({ severity }) => severity === "error",
  );
  const byTable = new Map<string, OutdatedTable>();
  for (const { table, schema, message } of errors) {
    const place = { name: table, ...(schema !== undefined && { schema }) };
    const known = byTable.get(tableKey(place));
    const reasons = known === undefined ? reasonsFor(tableId(place, look), found.pending) : [];
    const problems = [...(known?.problems ?? []), message, ...reasons];
    byTable.set(tableKey(place), { table, ...(schema !== undefined && { schema }), problems });
  }
  return [...byTable.values()];
}

/** Whatever is pending on the table or in it. */
function reasonsFor(
  table: ObjectId,
  pending: readonly { readonly object: ObjectId; readonly text: string }[],
): readonly string[] {
  const name = table.slice("table ".length);
  const isOfTable = (object: ObjectId): boolean => {
    const rest = object.slice(object.indexOf(" ") + 1);
    return rest === name || rest.startsWith(`${name}.`);
  };
  return pending.filter(({ object }) => isOfTable(object)).map(({ text }) => text);
}
