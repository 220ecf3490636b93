import type { Hazard, HazardRule } from "../../hazard.ts";
import type { SqliteContext } from "../sqlite-context.ts";
import { stated } from "../sqlite-context.ts";

/** F7 */
export const sqliteTransactionControl: HazardRule<SqliteContext> = {
  id: "transaction-control",
  title: "Transactions begin twice, end without a beginning, or never end",
  find({ action, actions, index, state }) {
    const hazard = (message: string): Hazard => ({
      level: "MEDIUM",
      message,
      fix: "BEGIN;\n-- what belongs together\nCOMMIT;",
      evidence: [stated("order of BEGIN and COMMIT")],
    });
    if (action.kind === "begin" && state.isExplicit) return [hazard("A transaction is open already: this BEGIN fails")];
    if (action.kind === "commit" && !state.isExplicit)
      return [hazard("There is no transaction to end here: what came before has happened already")];
    if (action.kind !== "begin") return [];
    return actions.slice(index + 1).some(({ kind }) => kind === "commit")
      ? []
      : [hazard("Nothing ends this transaction: all is undone when the file is closed")];
  },
};
