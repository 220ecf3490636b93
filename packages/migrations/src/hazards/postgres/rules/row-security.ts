import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { RiskLevel } from "../../../report/risk-level.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { ownHazard, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { type PostgresContext, partsOf, tableActions } from "../postgres-context.ts";
import { keyOf } from "../script-state.ts";
import { namesOf, pick, pickAll, sqlTable, tableOf, tableOfNames } from "../tree.ts";

/** F18 */
export const rowSecurity: HazardRule<PostgresContext> = {
  id: "row-security",
  title: "With row security on and no policy, or one less, rows vanish for everybody but the owner without an error",
  find(context) {
    const enabled = tableActions(context, "AT_EnableRowSecurity", "AT_ForceRowSecurity").filter(
      ({ table }) => !hasPolicy(context, table),
    );
    const disabled = tableActions(context, "AT_DisableRowSecurity", "AT_NoForceRowSecurity");
    const drop = pick(context.statement.tree, "DropStmt");
    const policies =
      drop?.removeType !== "OBJECT_POLICY" ? [] : pickAll(drop.objects, "List").map(({ items }) => namesOf(items));
    const dropped = policies.filter((name) => !isMadeAgain(context, name));
    return [
      ...enabled.map(({ table }) =>
        hazardOf(
          context,
          table,
          `No policy lets anybody see a row of ${tableLabel(table)}: queries find nothing, without an error`,
          "MEDIUM",
        ),
      ),
      ...disabled.map(({ table }) =>
        hazardOf(context, table, `Everybody with SELECT sees all rows of ${tableLabel(table)}`, "HIGH"),
      ),
      ...dropped.map((name) => {
        const table = tableOfNames(name.slice(0, -1));
        return hazardOf(
          context,
          table,
          `Rows of ${tableLabel(table)} that only ${name.at(-1)} showed vanish without an error`,
          "MEDIUM",
        );
      }),
    ];
  },
};

function hazardOf(context: PostgresContext, table: TableName, message: string, level: RiskLevel): Hazard {
  const fix = safely(
    "BEGIN",
    `-- CREATE POLICY … ON ${sqlTable(table)} …; and then, in the same transaction, this`,
    "COMMIT",
  );
  return ownHazard(context, { table, level, message, fix, evidence: [stated(`row security of ${tableLabel(table)}`)] });
}

function hasPolicy(context: PostgresContext, table: TableName): boolean {
  const inScript = context.statements.some(
    ({ tree }) => keyOf(tableOf(pick(tree, "CreatePolicyStmt")?.table)) === keyOf(table),
  );
  return inScript || partsOf(context, table).some(({ kind }) => kind === "policy");
}

function isMadeAgain({ statements, index }: PostgresContext, name: readonly string[]): boolean {
  return statements.slice(index + 1).some(({ tree }) => {
    const table = pick(tree, "CreatePolicyStmt")?.table;
    return table !== undefined && keyOf(tableOf(table)) === keyOf(tableOfNames(name.slice(0, -1)));
  });
}
