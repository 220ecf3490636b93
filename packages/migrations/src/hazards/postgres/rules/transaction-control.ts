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
        {
          ...hazard(
            "This ends the transaction of the tool that runs the script: what follows is not undone when it fails",
          ),
          // Handed back to the tool as it was: somebody meant it.
          ...(isBegunAgain(context) && { level: "LOW" }),
        },
      ];
    if (!begins || state.isHandedBack) return [];
    const isEnded = statements.slice(index + 1).some(({ tree }) => {
      const later = pick(tree, "TransactionStmt")?.kind;
      return later === "TRANS_STMT_COMMIT" || later === "TRANS_STMT_ROLLBACK" || later === "TRANS_STMT_PREPARE";
    });
    return isEnded
      ? []
      : [hazard("Nothing ends this transaction: all is undone when the session ends, and locks are held until then")];
  },
};

/** Whether the script leaves a transaction open in place of the one that it ends. */
function isBegunAgain({ statements, index }: PostgresContext): boolean {
  const kinds = statements.slice(index + 1).map(({ tree }) => pick(tree, "TransactionStmt")?.kind);
  const last = kinds.filter((kind) => kind !== undefined).at(-1);
  return last === "TRANS_STMT_BEGIN" || last === "TRANS_STMT_START";
}

function hazard(message: string): Hazard {
  const fix = safely("BEGIN", "-- what belongs together", "COMMIT");
  return { level: "MEDIUM", message, fix, evidence: [stated("order of BEGIN and COMMIT")] };
}
