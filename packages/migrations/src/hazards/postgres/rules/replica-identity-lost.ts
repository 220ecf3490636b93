import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { isPrimaryKey } from "../catalog-lookup.ts";
import { ownHazard, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { type PostgresContext, tableActions } from "../postgres-context.ts";
import { keyOf } from "../script-state.ts";
import { pick, pickAll, sqlName, sqlTable, tableOf } from "../tree.ts";

/** L37 */
export const replicaIdentityLost: HazardRule<PostgresContext> = {
  id: "replica-identity-lost",
  title: "Without its primary key a published table takes no UPDATE and no DELETE",
  find(context) {
    return tableActions(context, "AT_DropConstraint").flatMap(({ table, command }) => {
      const name = command.name ?? "";
      const isReplaced = tableActions(context, "AT_AddConstraint").some(
        ({ command: { def } }) => pick(def, "Constraint")?.contype === "CONSTR_PRIMARY",
      );
      if (!isPrimaryKey(context, table, name) || isReplaced || hasIdentity(context, table)) return [];
      const fix = safely(
        `ALTER TABLE ${sqlTable(table)} REPLICA IDENTITY USING INDEX ${sqlName(`${table.name}_other_key`)}`,
        "-- another unique index of columns that are NOT NULL; then",
        context.statement.text,
      );
      const message = `${tableLabel(table)} loses its primary key: where it is published, every UPDATE and DELETE fails from then on, and rows may repeat`;
      return [
        ownHazard(context, { table, level: "HIGH", message, fix, evidence: [stated(`${name} is the primary key`)] }),
      ];
    });
  },
};

/** Whether the script has given it another identity. */
function hasIdentity({ statements, index }: PostgresContext, table: TableName): boolean {
  return statements.slice(0, index).some(({ tree }) => {
    const alter = pick(tree, "AlterTableStmt");
    if (keyOf(tableOf(alter?.relation)) !== keyOf(table)) return false;
    return pickAll(alter?.cmds, "AlterTableCmd").some(
      ({ subtype, def }) => subtype === "AT_ReplicaIdentity" && pick(def, "ReplicaIdentityStmt")?.identity_type !== "n",
    );
  });
}
