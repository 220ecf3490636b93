import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { hasOption, pick, pickAll, sqlTable, tableOf } from "../tree.ts";

/** L25 */
export const wholeTableRewrite: HazardRule<PostgresContext> = {
  id: "whole-table-rewrite",
  title: "VACUUM FULL and CLUSTER write the whole table anew while nobody can read or write",
  find(context) {
    const { tree } = context.statement;
    const vacuum = pick(tree, "VacuumStmt");
    const isFull = hasOption(vacuum?.options, "full");
    const vacuumed = pickAll(vacuum?.rels, "VacuumRelation").map(({ relation }) => tableOf(relation));
    const cluster = pick(tree, "ClusterStmt");
    if (!isFull && cluster === undefined) return [];
    const named = isFull ? vacuumed : cluster?.relation === undefined ? [] : [tableOf(cluster.relation)];
    const tables = named.length === 0 ? [{ name: "every table of the database" }] : named;
    const fix = safely(
      `VACUUM ${named.map(sqlTable).join(", ")}`.trim(),
      "-- gives space back for new rows; to make the file smaller, use a tool that copies rows in the background",
    );
    return tables.map((table) => {
      const message = `Nobody can read or write ${tableLabel(table)} while it is written anew`;
      return blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix });
    });
  },
};
