import type { Node } from "@pgsql/types";
import type { RiskLevel } from "../../../report/risk-level.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { allOf, pick } from "../tree.ts";

/** F4 */
export const enumValueTooEarly: HazardRule<PostgresContext> = {
  id: "enum-value-too-early",
  title: "A new value of an enum cannot be used before the transaction that adds it has ended",
  find(context) {
    const { state, statement, statements, index, facts } = context;
    const added = pick(statement.tree, "AlterEnumStmt");
    if (added?.newVal !== undefined && added.oldVal === undefined && state.isExplicit) {
      const isUsed = statements.slice(index + 1).some(({ tree }) => uses(tree, added.newVal ?? ""));
      return isUsed
        ? []
        : [hazard("LOW", "The new value cannot be used before this transaction has ended", statement.text)];
    }
    const used = [...state.enumValues].find(
      ([value, { transaction, type }]) =>
        transaction === state.transaction &&
        state.isExplicit &&
        uses(statement.tree, value) &&
        !(facts.serverVersion >= 170_000 && state.types.has(type)),
    );
    return used === undefined
      ? []
      : [
          hazard(
            "HIGH",
            `The server refuses a value that was added to ${used[1].type} in the same transaction`,
            statement.text,
          ),
        ];
  },
};

function hazard(level: RiskLevel, message: string, text: string): Hazard {
  const fix = safely("COMMIT", text, "-- a value is added in a transaction of its own, and used in a later one");
  return { level, message, fix, evidence: [stated("ALTER TYPE … ADD VALUE inside a transaction")] };
}

function uses(tree: Node, value: string): boolean {
  return allOf(tree, "A_Const").some(({ sval }) => sval?.sval === value);
}
