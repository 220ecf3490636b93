import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { isPartitioned } from "../catalog-lookup.ts";
import { blockingHazard } from "../exposure.ts";
import { concurrently } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { pick, tableOf } from "../tree.ts";

/** L1 */
export const indexBlocksWrites: HazardRule<PostgresContext> = {
  id: "index-blocks-writes",
  title: "Building an index keeps all writes of its table waiting",
  find(context) {
    const index = pick(context.statement.tree, "IndexStmt");
    if (index === undefined || index.concurrent === true) return [];
    const table = tableOf(index.relation);
    const isOnly = index.relation?.inh !== true && isPartitioned(context, table);
    if (isOnly) return [];
    const message = `Nobody can write to ${tableLabel(table)} while the index ${index.idxname ?? ""} is built`;
    return [blockingHazard(context, { table, lock: "SHARE", message, fix: concurrently(context, /\bINDEX\b/i) })];
  },
};
