import type { HazardRule } from "../../hazard.ts";
import type { SqliteContext } from "../sqlite-context.ts";
import { hazardOf, stated } from "../sqlite-context.ts";

/** D14 */
export const sqliteRemovedColumn: HazardRule<SqliteContext> = {
  id: "removed-column",
  title: "Code that was started before still names the column that is gone",
  find(context) {
    const { action, state } = context;
    if (action.kind !== "dropColumn" || state.addedColumns.has(`${action.table}\0${action.column}`.toLowerCase()))
      return [];
    const message = `Statements that name ${action.table}.${action.column}, as models that list all columns do, fail until all code is new`;
    const fix = `-- first deploy code that does not name it; in the next deployment\n-- ${context.statement.text};`;
    return [
      hazardOf(context, { table: action.table, level: "MEDIUM", message, fix, evidence: [stated("DROP COLUMN")] }),
    ];
  },
};
