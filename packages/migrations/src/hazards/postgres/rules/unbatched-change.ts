import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { boundOf, rowChange } from "../rows-changed.ts";
import { sqlTable } from "../tree.ts";

/** L36 */
export const unbatchedChange: HazardRule<PostgresContext> = {
  id: "unbatched-change",
  title: "Many rows are changed in one transaction: they stay locked, the table grows, replicas fall behind",
  find(context) {
    const change = rowChange(context);
    const bound = change === undefined ? "batch" : boundOf(context, change);
    if (change === undefined || bound === "batch") return [];
    const { table, verb } = change;
    const fix = safely(
      "-- again and again until no row is left, each in a transaction of its own",
      `-- ${verb} … WHERE id IN (SELECT id FROM ${sqlTable(table)} WHERE … ORDER BY id LIMIT 5000);`,
    );
    const which = bound === "all" ? "All rows" : "Nobody knows how many rows";
    const message = `${which} of ${tableLabel(table)} are changed at once, and stay locked until all of them are`;
    return [
      blockingHazard(context, {
        table,
        lock: "ROW EXCLUSIVE",
        isWork: false,
        message,
        fix,
        level: bound === "all" ? "HIGH" : "MEDIUM",
      }),
    ];
  },
};
