import type { TableName } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { columnTypeOf } from "../catalog-lookup.ts";
import { addedColumns } from "../constraints.ts";
import { ownHazard, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { type PostgresContext, tableActions } from "../postgres-context.ts";
import { keyOf, partKey } from "../script-state.ts";
import { catalogType, sqlName, sqlTable, typeText } from "../tree.ts";

/** D3 */
export const dropAndAdd: HazardRule<PostgresContext> = {
  id: "drop-and-add",
  title: "A column is dropped and another one added: if that was meant as a rename, its values are lost",
  find(context) {
    const here = tableActions(context, "AT_DropColumn").map(({ table, command }) => ({
      table,
      column: command.name ?? "",
      type: columnTypeOf(context, table, command.name ?? ""),
    }));
    const dropped = addedColumns(context).flatMap(({ table, name, column, constraints }) => {
      if (constraints.some(({ contype }) => contype === "CONSTR_GENERATED")) return [];
      const before = (context.state.droppedColumns.get(keyOf(table)) ?? []).map((found) => ({ table, ...found }));
      const others = [...before, ...here].filter(
        (found) => keyOf(found.table) === keyOf(table) && found.column !== name,
      );
      return others.flatMap((other) => {
        const isLike = other.type === undefined || catalogType(other.type) === typeText(column.typeName);
        return isLike ? [{ table, from: other.column, to: name }] : [];
      });
    });
    const later = here.flatMap(({ table, column, type }) => recentlyAdded(context, table, column, type));
    return [...dropped, ...later].map(({ table, from, to }) => {
      const fix = safely(`ALTER TABLE ${sqlTable(table)} RENAME COLUMN ${sqlName(from)} TO ${sqlName(to)}`);
      const message = `If ${to} is meant to be ${from} by another name, its values are lost`;
      return ownHazard(context, {
        table,
        level: "MEDIUM",
        message,
        fix,
        evidence: [stated(`dropped: ${from}; added: ${to}`)],
      });
    });
  },
};

interface Pair {
  readonly table: TableName;
  readonly from: string;
  readonly to: string;
}

/** Added just before, and never filled from the one that goes now. */
function recentlyAdded(
  context: PostgresContext,
  table: TableName,
  column: string,
  type: string | undefined,
): readonly Pair[] {
  const { state } = context;
  if (state.written.has(keyOf(table))) return [];
  return [...state.addedColumns].flatMap(([key, added]) => {
    const isHere = key.startsWith(partKey(table, "")) && (type === undefined || added.type === catalogType(type));
    const to = key.slice(partKey(table, "").length);
    return isHere && to !== column ? [{ table, from: column, to }] : [];
  });
}
