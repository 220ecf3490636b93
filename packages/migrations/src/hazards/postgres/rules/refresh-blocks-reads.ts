import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { pick, sqlTable, tableOf } from "../tree.ts";

/** L33 */
export const refreshBlocksReads: HazardRule<PostgresContext> = {
  id: "refresh-blocks-reads",
  title: "REFRESH MATERIALIZED VIEW lets nobody read the view while it runs",
  find(context) {
    const refresh = pick(context.statement.tree, "RefreshMatViewStmt");
    if (refresh === undefined || refresh.concurrent === true) return [];
    const table = tableOf(refresh.relation);
    const fix = safely(
      `-- it needs a unique index without a condition: CREATE UNIQUE INDEX ON ${sqlTable(table)} (…);`,
      `REFRESH MATERIALIZED VIEW CONCURRENTLY ${sqlTable(table)}`,
    );
    const what =
      refresh.skipData === true
        ? "cannot be read at all until it is filled again"
        : "cannot be read while it is filled";
    const message = `The view ${tableLabel(table)} ${what}`;
    return [blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix, level: "MEDIUM" })];
  },
};
