import type { HazardRule } from "../../hazard.ts";
import type { SqliteContext } from "../sqlite-context.ts";
import { hazardOf, isRebuilt, stated } from "../sqlite-context.ts";

/** References that nobody checks. */
export const rebuildUnchecked: HazardRule<SqliteContext> = {
  id: "rebuild-unchecked",
  title: "A table is built again with foreign keys off, and nobody checks them afterwards",
  find(context) {
    const { action, actions, index, state } = context;
    if (action.kind !== "dropTable" || !state.areForeignKeysOff || isRebuilt(context, action.table) === undefined)
      return [];
    const isChecked = actions
      .slice(index + 1)
      .some((next) => next.kind === "pragma" && next.name === "foreign_key_check");
    if (isChecked) return [];
    const message = `Rows that refer to nothing after ${action.table} was built again stay unnoticed`;
    return [
      hazardOf(context, {
        table: action.table,
        level: "LOW",
        message,
        fix: "PRAGMA foreign_key_check;\n-- before COMMIT, and roll back when it gives rows",
        evidence: [stated("no PRAGMA foreign_key_check follows")],
      }),
    ];
  },
};
