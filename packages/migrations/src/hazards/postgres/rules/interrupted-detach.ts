import type { HazardRule } from "../../hazard.ts";
import { ownHazard, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { type PostgresContext, tableActions } from "../postgres-context.ts";
import { pick, sqlTable, tableOf } from "../tree.ts";

/** F9 */
export const interruptedDetach: HazardRule<PostgresContext> = {
  id: "interrupted-detach",
  title: "A concurrent detach that is interrupted leaves the partition half detached",
  find(context) {
    const { hasLockTimeout, hasStatementTimeout } = context.state;
    if (!hasLockTimeout && !hasStatementTimeout) return [];
    return tableActions(context, "AT_DetachPartition").flatMap(({ table, command }) => {
      const partition = pick(command.def, "PartitionCmd");
      if (partition?.concurrent !== true) return [];
      const name = sqlTable(tableOf(partition.name));
      const fix = safely(
        "RESET lock_timeout",
        "RESET statement_timeout",
        context.statement.text,
        `-- if it was interrupted: ALTER TABLE ${sqlTable(table)} DETACH PARTITION ${name} FINALIZE;`,
      );
      const message = `It waits for older transactions; when a timeout ends that, ${name} is neither attached nor detached`;
      return [ownHazard(context, { table, level: "LOW", message, fix, evidence: [stated("a timeout is set")] })];
    });
  },
};
