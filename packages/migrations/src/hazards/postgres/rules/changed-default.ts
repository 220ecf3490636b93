import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { ownHazard, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { catalogColumn, type PostgresContext, tableActions } from "../postgres-context.ts";
import { partKey } from "../script-state.ts";

/** D9 */
export const changedDefault: HazardRule<PostgresContext> = {
  id: "changed-default",
  title: "Another default is not what code believes that writes all columns, or leaves one out",
  find(context) {
    return tableActions(context, "AT_ColumnDefault").flatMap(({ table, command }) => {
      const column = command.name ?? "";
      if (context.state.addedColumns.has(partKey(table, column))) return [];
      const old = catalogColumn(context, table, column)?.definition;
      if (old !== undefined && old.default === undefined && command.def !== undefined) return [];
      const drops = command.def === undefined;
      if (!drops && context.facts.catalog === undefined) return [];
      const message = drops
        ? `INSERTs that leave ${tableLabel(table)}.${column} out give NULL from then on, or fail`
        : `Code that writes all columns of ${tableLabel(table)} goes on writing the old default of ${column}`;
      const fix = safely("-- first let all code write the column itself; then", context.statement.text);
      return [
        ownHazard(context, {
          table,
          level: "LOW",
          message,
          fix,
          evidence: [stated(`default of ${column}`, drops ? "dropped" : "changed")],
        }),
      ];
    });
  },
};
