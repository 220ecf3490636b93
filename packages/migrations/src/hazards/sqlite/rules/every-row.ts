import { quoteIdentifier } from "../../../dialects/sql-text.ts";
import type { HazardRule } from "../../hazard.ts";
import type { SqliteContext } from "../sqlite-context.ts";
import { hazardOf, stated } from "../sqlite-context.ts";

/** D13 */
export const sqliteEveryRow: HazardRule<SqliteContext> = {
  id: "every-row",
  title: "UPDATE or DELETE without a condition reaches every row",
  find(context) {
    const { action, state, facts } = context;
    if ((action.kind !== "update" && action.kind !== "delete") || action.hasWhere) return [];
    const isFill =
      action.kind === "update" &&
      action.columns.length > 0 &&
      action.columns.every((column) => state.addedColumns.has(`${action.table}\0${column}`.toLowerCase()));
    if (isFill) return [];
    const { table } = action;
    const rows = facts.tables.get(table.toLowerCase())?.rows;
    const message =
      action.kind === "delete" ? `All rows of ${table} are lost` : `What all rows of ${table} held there is lost`;
    const fix = `CREATE TABLE ${quoteIdentifier(`${table}_backup`)} AS SELECT * FROM ${quoteIdentifier(table)};\n-- and say which rows: WHERE …`;
    const found = hazardOf(context, {
      table,
      level: action.kind === "delete" ? "HIGH" : "MEDIUM",
      message,
      fix,
      evidence: [stated("no condition")],
    });
    return [
      rows?.value === 0 && rows.isExact && found.harmless === undefined ? { ...found, harmless: rows.evidence } : found,
    ];
  },
};
