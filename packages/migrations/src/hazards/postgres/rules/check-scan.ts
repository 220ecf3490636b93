import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { addedColumns, addedConstraints, isChecked, isEnforced } from "../constraints.ts";
import { blockingHazard } from "../exposure.ts";
import { safely, withEnding } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { sqlName, sqlTable, typeText } from "../tree.ts";

/** L7 */
export const checkScan: HazardRule<PostgresContext> = {
  id: "check-scan",
  title: "Adding a check reads all rows while nobody can read or write",
  find(context) {
    const clauses = addedConstraints(context).filter(
      ({ constraint }) => constraint.contype === "CONSTR_CHECK" && isChecked(constraint),
    );
    const behind = addedColumns(context).filter(({ constraints }) =>
      constraints.some((found) => found.contype === "CONSTR_CHECK" && isEnforced(found)),
    );
    const ofClauses = clauses.map(({ table, constraint, isAlone }) => {
      const name = sqlName(constraint.conname ?? `${table.name}_check`);
      const first = isAlone
        ? withEnding(context, "NOT VALID")
        : "-- add the check NOT VALID, in a statement of its own";
      const fix = safely(
        first,
        "-- in a later transaction",
        `ALTER TABLE ${sqlTable(table)} VALIDATE CONSTRAINT ${name}`,
      );
      return blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message: messageOf(table), fix });
    });
    const ofColumns = behind.map(({ table, name, column }) => {
      const check = sqlName(`${table.name}_${name}_check`);
      const fix = safely(
        `ALTER TABLE ${sqlTable(table)} ADD COLUMN ${sqlName(name)} ${typeText(column.typeName)}`,
        `-- ALTER TABLE ${sqlTable(table)} ADD CONSTRAINT ${check} CHECK (…) NOT VALID; and in a later transaction`,
        `-- ALTER TABLE ${sqlTable(table)} VALIDATE CONSTRAINT ${check};`,
      );
      return blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message: messageOf(table), fix });
    });
    return [...ofClauses, ...ofColumns];
  },
};

function messageOf(table: TableName): string {
  return `Nobody can read or write ${tableLabel(table)} while all its rows are checked`;
}
