import { quoteIdentifier } from "../../../dialects/sql-text.ts";
import type { HazardRule } from "../../hazard.ts";
import type { SqliteContext } from "../sqlite-context.ts";
import { hazardOf, sameName, stated } from "../sqlite-context.ts";

/** D4 */
export const sqliteRename: HazardRule<SqliteContext> = {
  id: "rename",
  title: "Code that knows the old name fails from that moment on",
  find(context) {
    const { action, actions, state } = context;
    if (action.kind === "renameColumn") {
      if (state.addedColumns.has(`${action.table}\0${action.column}`.toLowerCase())) return [];
      const message = `Code that knows ${action.table}.${action.column} fails from then on`;
      const fix = `ALTER TABLE ${quoteIdentifier(action.table)} ADD COLUMN ${quoteIdentifier(action.to)};\n-- let triggers keep both alike, move all code, then drop the old one`;
      return [
        hazardOf(context, { table: action.table, level: "MEDIUM", message, fix, evidence: [stated("RENAME COLUMN")] }),
      ];
    }
    if (action.kind !== "renameTable") return [];
    const takesOver = actions.some(
      (one) =>
        (one.kind === "dropTable" && sameName(one.table, action.to)) ||
        (one.kind === "createTable" && sameName(one.table, action.table)) ||
        (one.kind === "createView" && sameName(one.name, action.table)),
    );
    if (takesOver) return [];
    const message = `Code that knows ${action.table} fails from then on`;
    const fix = `BEGIN;\n${context.statement.text};\nCREATE VIEW ${quoteIdentifier(action.table)} AS SELECT * FROM ${quoteIdentifier(action.to)};\nCOMMIT;\n-- with INSTEAD OF triggers for those that write`;
    return [
      hazardOf(context, { table: action.table, level: "CRITICAL", message, fix, evidence: [stated("RENAME TO")] }),
    ];
  },
};
