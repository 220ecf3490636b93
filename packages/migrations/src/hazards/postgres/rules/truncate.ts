import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { referencesTo } from "../catalog-lookup.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { pick, pickAll, sqlTable, tableOf } from "../tree.ts";

/** L34 */
export const truncate: HazardRule<PostgresContext> = {
  id: "truncate",
  title: "TRUNCATE removes all rows, with CASCADE those of other tables too, and locks everybody out",
  find(context) {
    const statement = pick(context.statement.tree, "TruncateStmt");
    if (statement === undefined) return [];
    const isCascade = statement.behavior === "DROP_CASCADE";
    return pickAll(statement.relations, "RangeVar").map((range) => {
      const table = tableOf(range);
      const followers = referencesTo(context, table).map(({ path }) => path.slice(0, -1).join("."));
      const cascade = isCascade
        ? `, and those of every table that refers to it${followers.length === 0 ? "" : `: ${followers.join(", ")}`}`
        : "";
      const fix = safely(
        `DELETE FROM ${sqlTable(table)} WHERE ctid IN (SELECT ctid FROM ${sqlTable(table)} LIMIT 10000)`,
        "-- again and again until no row is left, each in a transaction of its own, after a backup",
      );
      const message = `All rows of ${tableLabel(table)} are lost${cascade}`;
      const hazard = {
        table,
        lock: "ACCESS EXCLUSIVE",
        isWork: false,
        message,
        fix,
        level: isCascade ? "CRITICAL" : "HIGH",
      } as const;
      return blockingHazard(context, hazard);
    });
  },
};
