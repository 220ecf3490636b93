import type { Column, ColumnType, Table } from "@dataflow/core";
import { canonicalJson } from "../snapshot/canonical-json.ts";
import type { CanHold } from "./can-hold.ts";
import { describeType } from "./describe-type.ts";
import type { ColumnDifference } from "./schema-difference.ts";
import { tableLabel, tablePlace } from "./table-name.ts";

/**
 * Compares the columns of one table.
 *
 * @param actual the table there is
 * @param wanted the table wanted
 * @param canHold whether a column as it is can serve a column as it is wanted
 * @returns missing and extra columns, and those declared otherwise
 */
export function compareColumns(actual: Table, wanted: Table, canHold: CanHold): readonly ColumnDifference[] {
  const existing = new Map(actual.columns.map((column) => [column.name, column]));
  const differences: ColumnDifference[] = [];
  for (const column of wanted.columns) {
    const found = existing.get(column.name);
    existing.delete(column.name);
    if (found === undefined) differences.push(missingColumn(wanted, column));
    else
      differences.push(
        ...compareTypes({ table: wanted, found, column }, canHold),
        ...compareNullability(wanted, found, column),
      );
  }
  for (const column of existing.values()) differences.push(extraColumn(wanted, column));
  return differences;
}

function missingColumn(table: Table, wanted: Column): ColumnDifference {
  const message = `the table "${tableLabel(table)}" lacks the column "${wanted.name}" (${describeType(wanted.type)})`;
  return { kind: "missingColumn", severity: "error", ...tablePlace(table), message, wanted };
}

/** An extra column matters when every insert would have to fill it: the model does not know how. */
function extraColumn(table: Table, actual: Column): ColumnDifference {
  const isRequired = !actual.nullable && actual.default === undefined;
  const where = `the table "${tableLabel(table)}" has a column "${actual.name}" that its model does not know`;
  const message = isRequired ? `${where}, and it needs a value on every insert` : where;
  return { kind: "extraColumn", severity: isRequired ? "warning" : "info", ...tablePlace(table), message, actual };
}

function compareTypes(
  pair: { readonly table: Table; readonly found: Column; readonly column: Column },
  canHold: CanHold,
): readonly ColumnDifference[] {
  const { table, found, column } = pair;
  if (isSameType(found.type, column.type)) return [];
  const fits = canHold(found.type, column.type);
  const message =
    `the column "${tableLabel(table)}.${column.name}" is ${describeType(found.type)}, ` +
    `and the model declares ${describeType(column.type)}`;
  return [
    {
      kind: "columnType",
      severity: fits ? "warning" : "error",
      ...tablePlace(table),
      message,
      column: column.name,
      wanted: column.type,
      actual: found.type,
    },
  ];
}

function compareNullability(table: Table, found: Column, column: Column): readonly ColumnDifference[] {
  if (found.nullable === column.nullable) return [];
  const where = `the column "${tableLabel(table)}.${column.name}"`;
  const message = found.nullable
    ? `${where} may be NULL, and the model says it never is`
    : `${where} is NOT NULL, and the model says it may be`;
  return [
    {
      kind: "columnNullability",
      severity: "warning",
      ...tablePlace(table),
      message,
      column: column.name,
      wanted: column.nullable,
    },
  ];
}

function isSameType(actual: ColumnType, wanted: ColumnType): boolean {
  return canonicalJson(actual) === canonicalJson(wanted);
}
