import type { HazardRule } from "../../hazard.ts";
import type { SqliteContext } from "../sqlite-context.ts";
import { stated } from "../sqlite-context.ts";

/** L4 */
export const sqliteNotInTransaction: HazardRule<SqliteContext> = {
  id: "not-in-transaction",
  title: "The server refuses the statement inside a transaction",
  find({ action, state, statement }) {
    const isJournal = action.kind === "pragma" && action.name === "journal_mode" && action.value !== "";
    if (!state.isExplicit || !(action.kind === "vacuum" || isJournal)) return [];
    const what = action.kind === "vacuum" ? "VACUUM" : "PRAGMA journal_mode";
    return [
      {
        level: "HIGH",
        message: `${what} cannot run inside a transaction`,
        fix: `COMMIT;\n${statement.text};`,
        evidence: [stated(`${what} inside a transaction`)],
      },
    ];
  },
};
