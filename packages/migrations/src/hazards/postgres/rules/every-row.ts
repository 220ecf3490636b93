import { tableLabel } from "../../../diff/table-name.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { exposureOf, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { boundOf, rowChange } from "../rows-changed.ts";
import { partKey } from "../script-state.ts";
import { sqlTable } from "../tree.ts";

/** D13 */
export const everyRow: HazardRule<PostgresContext> = {
  id: "every-row",
  title: "UPDATE or DELETE without a condition reaches every row",
  find(context) {
    const change = rowChange(context);
    if (change === undefined || boundOf(context, change) !== "all") return [];
    const { table, verb, columns } = change;
    // Filling a column that the script has just added loses nothing.
    const isFill =
      verb === "UPDATE" && columns.every((column) => context.state.addedColumns.has(partKey(table, column)));
    if (isFill) return [];
    const { size, evidence } = exposureOf(context, table);
    const fix = safely(
      `CREATE TABLE ${sqlTable({ ...table, name: `${table.name}_backup` })} AS SELECT * FROM ${sqlTable(table)}`,
      `-- ${verb} … WHERE …; in batches, each in a transaction of its own`,
    );
    const message =
      verb === "DELETE"
        ? `All rows of ${tableLabel(table)} are lost`
        : `What ${columns.join(", ")} held in all rows of ${tableLabel(table)} is lost`;
    const hazard: Hazard = {
      level: verb === "DELETE" ? "HIGH" : "MEDIUM",
      message,
      fix,
      evidence: [evidence, stated("no condition")],
    };
    return [size === "new" || size === "empty" ? { ...hazard, harmless: evidence } : hazard];
  },
};
