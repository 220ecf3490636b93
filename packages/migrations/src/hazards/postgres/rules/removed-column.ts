import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { ownHazard, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { type PostgresContext, tableActions } from "../postgres-context.ts";
import { partKey } from "../script-state.ts";
import { sqlName, sqlTable } from "../tree.ts";

/** D14 */
export const removedColumn: HazardRule<PostgresContext> = {
  id: "removed-column",
  title: "Code that was started before still names the column that is gone",
  find(context) {
    return tableActions(context, "AT_DropColumn").flatMap(({ table, command }) => {
      const column = command.name ?? "";
      if (context.state.addedColumns.has(partKey(table, column))) return [];
      const fix = safely(
        "-- deploy code that neither reads nor writes the column, and does not list it in its models; in the next deployment",
        `-- ALTER TABLE ${sqlTable(table)} DROP COLUMN IF EXISTS ${sqlName(column)};`,
      );
      const message = `INSERTs and SELECTs that name ${tableLabel(table)}.${column}, as models that list all columns do, fail until all code is new`;
      return [
        ownHazard(context, { table, level: "MEDIUM", message, fix, evidence: [stated(`DROP COLUMN ${column}`)] }),
      ];
    });
  },
};
