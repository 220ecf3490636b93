import { tableLabel } from "../../../diff/table-name.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { type PostgresContext, tableActions } from "../postgres-context.ts";
import { pick, sqlTable, tableOf } from "../tree.ts";

/** D15 */
export const unloggedTable: HazardRule<PostgresContext> = {
  id: "unlogged-table",
  title: "An unlogged table is empty after a crash, and on every replica",
  find(context) {
    const { tree } = context.statement;
    const made = pick(tree, "CreateStmt")?.relation ?? pick(tree, "CreateTableAsStmt")?.into?.rel;
    const created = made?.relpersistence === "u" ? [tableOf(made)] : [];
    const changed = tableActions(context, "AT_SetUnLogged").map(({ table }) => table);
    const hazard = (label: string, level: Hazard["level"], fix: string): Hazard => ({
      level,
      message: `All rows of ${label} are gone after a crash, and replicas never have them`,
      fix,
      evidence: [stated(`${label} is unlogged`)],
    });
    return [
      // Whoever makes one from the start means it.
      ...created.map((table) => hazard(tableLabel(table), "LOW", "-- leave out UNLOGGED, unless the rows may be lost")),
      ...changed.map((table) =>
        hazard(tableLabel(table), "MEDIUM", safely(`-- keep it logged`, `ALTER TABLE ${sqlTable(table)} SET LOGGED`)),
      ),
    ];
  },
};
