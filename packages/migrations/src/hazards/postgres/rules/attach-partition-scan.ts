import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { partitionsOf } from "../catalog-lookup.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { constraintsOf, type PostgresContext, tableActions } from "../postgres-context.ts";
import { partKey } from "../script-state.ts";
import { pick, pickAll, sqlName, sqlTable, tableOf, tableOfNames } from "../tree.ts";

/** L28 */
export const attachPartitionScan: HazardRule<PostgresContext> = {
  id: "attach-partition-scan",
  title: "Attaching a partition reads all its rows, and those of the default partition, while they are locked",
  find(context) {
    return tableActions(context, "AT_AttachPartition").flatMap(({ table, command }) => {
      const partition = tableOf(pick(command.def, "PartitionCmd")?.name);
      const defaultOne = partitionsOf(context, table).find(
        ({ definition }) => definition.partitionOf?.bound === "DEFAULT",
      );
      const isOther = defaultOne !== undefined;
      const scanned = isOther ? tableOfNames(defaultOne.path) : partition;
      if (context.effects === undefined && !isOther && hasValidCheck(context, partition)) return [];
      const check = sqlName(`${partition.name}_bound`);
      const fix = safely(
        `-- ALTER TABLE ${sqlTable(partition)} ADD CONSTRAINT ${check} CHECK (… IS NOT NULL AND …) NOT VALID; as the bound says`,
        `-- in a later transaction: ALTER TABLE ${sqlTable(partition)} VALIDATE CONSTRAINT ${check};`,
        "-- and the contrary for the default partition, if there is one; then ATTACH PARTITION reads no row",
      );
      const message = `Nobody can read or write ${tableLabel(scanned)} while all its rows are compared with the bound`;
      return [blockingHazard(context, { table: scanned, lock: "ACCESS EXCLUSIVE", message, fix })];
    });
  },
};

/** Whether some valid check of the table could be the bound; the server decides, and says so in its log. */
function hasValidCheck(context: PostgresContext, table: TableName): boolean {
  const made = [...context.state.constraints].some(
    ([key, { isValid, name }]) => key.startsWith(partKey(table, "")) && isValid && isCheckName(context, name),
  );
  return (
    made || constraintsOf(context, table).some(({ definition }) => definition.type === "check" && definition.valid)
  );
}

/** A check that was added in a statement of its own. */
function isCheckName({ statements, index }: PostgresContext, name: string): boolean {
  return statements.slice(0, index).some(({ tree }) => {
    const alter = pickAll(pick(tree, "AlterTableStmt")?.cmds, "AlterTableCmd").map(({ def }) =>
      pick(def, "Constraint"),
    );
    const created = pickAll(pick(tree, "CreateStmt")?.tableElts, "Constraint");
    return [...alter, ...created].some((found) => found?.contype === "CONSTR_CHECK" && found.conname === name);
  });
}
