import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { blockingHazard } from "../exposure.ts";
import { concurrently } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { hasOption, pick, tableOf } from "../tree.ts";

/** L3 */
export const reindexBlocks: HazardRule<PostgresContext> = {
  id: "reindex-blocks",
  title: "REINDEX keeps writes waiting, and queries that would use the index",
  find(context) {
    const reindex = pick(context.statement.tree, "ReindexStmt");
    const isConcurrent = hasOption(reindex?.params, "concurrently");
    if (reindex === undefined || isConcurrent) return [];
    const table = reindex.relation === undefined ? { name: reindex.name ?? "" } : tableOf(reindex.relation);
    const message = `Nobody can write while the indexes of ${tableLabel(table)} are built again, and queries that plan to use them wait`;
    const fix = concurrently(context, /\b(?:INDEX|TABLE|SCHEMA|DATABASE|SYSTEM)\b(?=\s+(?!CONCURRENTLY))/i);
    return [blockingHazard(context, { table, lock: "SHARE", message, fix })];
  },
};
