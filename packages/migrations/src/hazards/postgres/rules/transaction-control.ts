import type { Hazard, HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { pick } from "../tree.ts";

/** F7 */
export const transactionControl: HazardRule<PostgresContext> = {
  id: "transaction-control",
  title: "Transactions begin twice, end without a beginning, or never end",
  find(context) {
    const { statement, statements, index, state } = context;
    const kind = pick(statement.tree, "TransactionStmt")?.kind;
    const begins = kind === "TRANS_STMT_BEGIN" || kind === "TRANS_STMT_START";
    const ends = kind === "TRANS_STMT_COMMIT" || kind === "TRANS_STMT_ROLLBACK";
    if (begins && state.isExplicit)
      return [hazard("A transaction is open already: this BEGIN does nothing, and the first COMMIT ends all")];
    if (ends && !state.isExplicit)
      return [hazard("There is no transaction to end here: what came before has happened already")];
    if (ends && state.isWrapped)
      return [
        hazard("This ends the transaction of the tool that runs the script: what follows is not undone when it fails"),
      ];
    if (!begins) return [];
    const isEnded = statements.slice(index + 1).some(({ tree }) => {
      const later = pick(tree, "TransactionStmt")?.kind;
      return later === "TRANS_STMT_COMMIT" || later === "TRANS_STMT_ROLLBACK" || later === "TRANS_STMT_PREPARE";
    });
    return isEnded
      ? []
      : [hazard("Nothing ends this transaction: all is undone when the session ends, and locks are held until then")];
  },
};

function hazard(message: string): Hazard {
  const fix = safely("BEGIN", "-- what belongs together", "COMMIT");
  return { level: "MEDIUM", message, fix, evidence: [stated("order of BEGIN and COMMIT")] };
}
