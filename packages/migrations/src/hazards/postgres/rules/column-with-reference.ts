import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { addedColumns, isEnforced } from "../constraints.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { namesOf, sqlList, sqlName, sqlTable, tableOf, typeText } from "../tree.ts";

/** L6 */
export const columnWithReference: HazardRule<PostgresContext> = {
  id: "column-with-reference",
  title: "A new column with REFERENCES locks two tables, and checks rows when it has a default",
  find(context) {
    return addedColumns(context).flatMap(({ table, name, column, constraints }) => {
      const reference = constraints.find(({ contype }) => contype === "CONSTR_FOREIGN");
      if (reference === undefined || !isEnforced(reference)) return [];
      const hasDefault = constraints.some(({ contype }) => contype === "CONSTR_DEFAULT");
      const parent = tableOf(reference.pktable);
      const key = sqlName(`${table.name}_${name}_fkey`);
      const keys = namesOf(reference.pk_attrs);
      const to = `${sqlTable(parent)}${keys.length === 0 ? "" : ` ${sqlList(keys)}`}`;
      const fix = safely(
        `ALTER TABLE ${sqlTable(table)} ADD COLUMN ${sqlName(name)} ${typeText(column.typeName)}`,
        `ALTER TABLE ${sqlTable(table)} ADD CONSTRAINT ${key} FOREIGN KEY (${sqlName(name)}) REFERENCES ${to} NOT VALID`,
        "-- in a later transaction",
        `ALTER TABLE ${sqlTable(table)} VALIDATE CONSTRAINT ${key}`,
      );
      const scan = hasDefault ? ", and every row is looked up" : ", and holds up both for as long as it waits";
      const message = `The column ${name} locks ${tableLabel(table)} for everybody and ${tableLabel(parent)} for writes at once${scan}`;
      const level = hasDefault ? "HIGH" : "MEDIUM";
      return [blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", isWork: false, message, fix, level })];
    });
  },
};
