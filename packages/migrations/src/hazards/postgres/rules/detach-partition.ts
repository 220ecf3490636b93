import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { lockEvidence, ownHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { type PostgresContext, tableActions } from "../postgres-context.ts";
import { pick, sqlTable, tableOf } from "../tree.ts";

/** L30 */
export const detachPartition: HazardRule<PostgresContext> = {
  id: "detach-partition",
  title: "Detaching a partition locks the whole partitioned table for everybody",
  find(context) {
    if (context.facts.serverVersion < 140_000) return [];
    return tableActions(context, "AT_DetachPartition").flatMap(({ table, command }) => {
      const partition = pick(command.def, "PartitionCmd");
      if (partition?.concurrent === true) return [];
      const name = sqlTable(tableOf(partition?.name));
      const fix = safely(
        "-- outside of any transaction",
        `ALTER TABLE ${sqlTable(table)} DETACH PARTITION ${name} CONCURRENTLY`,
      );
      const message = `Nobody can read or write ${tableLabel(table)} until this has had its turn`;
      const evidence = [lockEvidence(table, "ACCESS EXCLUSIVE")];
      return [ownHazard(context, { table, level: "MEDIUM", message, fix, evidence })];
    });
  },
};
