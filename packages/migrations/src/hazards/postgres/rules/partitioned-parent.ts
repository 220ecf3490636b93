import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { LockMode } from "../../../effects/lock-mode.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { isPartitioned, partitionsOf } from "../catalog-lookup.ts";
import { blockingHazard, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { alterTable, type PostgresContext, tableActions } from "../postgres-context.ts";
import { pick, sqlTable, tableOf } from "../tree.ts";

/** L31 */
export const partitionedParent: HazardRule<PostgresContext> = {
  id: "partitioned-parent",
  title: "What is done to a partitioned table is done to all its partitions, under locks on all of them",
  find(context) {
    const index = pick(context.statement.tree, "IndexStmt");
    if (index !== undefined)
      return index.relation?.inh === true ? fanOut(context, tableOf(index.relation), "SHARE") : [];
    const alter = alterTable(context);
    const isOwn = tableActions(
      context,
      "AT_AttachPartition",
      "AT_DetachPartition",
      "AT_DetachPartitionFinalize",
      "AT_ValidateConstraint",
    );
    if (alter?.relation?.inh !== true || isOwn.length > 0) return [];
    return fanOut(context, tableOf(alter.relation), "ACCESS EXCLUSIVE");
  },
};

function fanOut(context: PostgresContext, table: TableName, lock: LockMode): readonly Hazard[] {
  if (!isPartitioned(context, table)) return [];
  const count = partitionsOf(context, table).length;
  const index = lock === "SHARE";
  const fix = safely(
    index
      ? `-- ${context.statement.text.replace(/\bON\b/i, "ON ONLY")};`
      : `-- change the partitions one by one, each in a transaction of its own, then ONLY ${sqlTable(table)}`,
    index
      ? "-- then build it CONCURRENTLY on each partition, and ALTER INDEX … ATTACH PARTITION each of them"
      : "-- with a lock_timeout for each",
  );
  const message = `All ${count === 0 ? "" : `${count} `}partitions of ${tableLabel(table)} are locked at once until the last of them is done`;
  const evidence = [stated(`partitions of ${tableLabel(table)}`, count === 0 ? "unknown" : count)];
  return [blockingHazard(context, { table, lock, isWork: false, message, fix, level: "MEDIUM", evidence })];
}
