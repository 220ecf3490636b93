import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { addedConstraints, constraintColumns, isChecked } from "../constraints.ts";
import { blockingHazard } from "../exposure.ts";
import { safely, withEnding } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { sqlName, sqlTable, tableOf } from "../tree.ts";

/** L5 */
export const foreignKeyScan: HazardRule<PostgresContext> = {
  id: "foreign-key-scan",
  title: "Adding a foreign key reads both tables while nobody can write to either",
  find(context) {
    return addedConstraints(context).flatMap((added) => {
      const { table, constraint, isAlone } = added;
      if (constraint.contype !== "CONSTR_FOREIGN" || !isChecked(constraint)) return [];
      const parent = tableLabel(tableOf(constraint.pktable));
      const message = `Nobody can write to ${tableLabel(table)} and ${parent} while all rows of ${tableLabel(table)} are looked up`;
      const name = sqlName(constraint.conname ?? `${table.name}_${constraintColumns(constraint).join("_")}_fkey`);
      const first = isAlone ? withEnding(context, "NOT VALID") : "-- add the key NOT VALID, in a statement of its own";
      const fix = safely(
        first,
        "-- in a later transaction",
        `ALTER TABLE ${sqlTable(table)} VALIDATE CONSTRAINT ${name}`,
      );
      return [blockingHazard(context, { table, lock: "SHARE ROW EXCLUSIVE", message, fix })];
    });
  },
};
