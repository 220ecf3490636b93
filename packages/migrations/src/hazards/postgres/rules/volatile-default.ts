import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { addedColumns } from "../constraints.ts";
import { blockingHazard, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { sqlName, sqlTable, typeText } from "../tree.ts";
import { volatileCalls } from "../volatile.ts";

/** L10 */
export const volatileDefault: HazardRule<PostgresContext> = {
  id: "volatile-default",
  title: "A new column whose default differs from row to row writes the whole table anew",
  find(context) {
    return addedColumns(context).flatMap(({ table, name, column, constraints }) => {
      const value = constraints.find(({ contype }) => contype === "CONSTR_DEFAULT")?.raw_expr;
      const [call] = volatileCalls(context, value);
      const isOld = value !== undefined && context.facts.serverVersion < 110_000;
      if (call === undefined && !isOld) return [];
      const why =
        call === undefined
          ? "before version 11 every default is written into every row"
          : `${call}() may give another value for each row`;
      const alter = `ALTER TABLE ${sqlTable(table)}`;
      const fix = safely(
        `${alter} ADD COLUMN ${sqlName(name)} ${typeText(column.typeName)}`,
        `-- ${alter} ALTER COLUMN ${sqlName(name)} SET DEFAULT …; for rows to come`,
        "-- then fill the rows that are there in batches, each in a transaction of its own",
      );
      const message = `Nobody can read or write ${tableLabel(table)} while all its rows are written anew for ${name}: ${why}`;
      const evidence = [stated(`default of ${name}`, call ?? "constant")];
      return [blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix, evidence })];
    });
  },
};
