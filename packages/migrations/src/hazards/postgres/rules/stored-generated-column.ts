import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { addedColumns } from "../constraints.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { type PostgresContext, tableActions } from "../postgres-context.ts";
import { sqlName, sqlTable, typeText } from "../tree.ts";

/** L12 */
export const storedGeneratedColumn: HazardRule<PostgresContext> = {
  id: "stored-generated-column",
  title: "A generated column that is stored writes the whole table anew",
  find(context) {
    const added = addedColumns(context).flatMap(({ table, name, column, constraints }) => {
      const generated = constraints.find(({ contype }) => contype === "CONSTR_GENERATED");
      if (generated === undefined || generated.generated_kind === "v") return [];
      return [{ table, name, type: typeText(column.typeName) }];
    });
    const changed = tableActions(context, "AT_SetExpression").map(({ table, command }) => ({
      table,
      name: command.name ?? "",
      type: "text",
    }));
    return [...added, ...changed].map(({ table, name, type }) => {
      const fix = safely(
        `ALTER TABLE ${sqlTable(table)} ADD COLUMN ${sqlName(name)} ${type}`,
        "-- let a trigger keep it for rows to come, and fill the rows that are there in batches",
        "-- from version 18 on: GENERATED ALWAYS AS (…) VIRTUAL writes no row",
      );
      const message = `Nobody can read or write ${tableLabel(table)} while all its rows are written anew with ${name}`;
      return blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix });
    });
  },
};
