import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { addedConstraints } from "../constraints.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { type PostgresContext, tableActions } from "../postgres-context.ts";
import { partKey } from "../script-state.ts";
import { sqlName, sqlTable } from "../tree.ts";

/** L8 */
export const validatedTooEarly: HazardRule<PostgresContext> = {
  id: "validated-too-early",
  title: "A constraint is validated in the transaction that added it, under the lock of that",
  find(context) {
    return tableActions(context, "AT_ValidateConstraint").flatMap(({ table, command }) => {
      const name = command.name ?? "";
      const made = context.state.constraints.get(partKey(table, name));
      const isAddedHere = addedConstraints(context).some(({ constraint }) => constraint.conname === name);
      const isTogether =
        made !== undefined && made.transaction === context.state.transaction && context.state.isExplicit;
      if (!isTogether && !isAddedHere) return [];
      const message = `The rows of ${tableLabel(table)} are read while the lock that added ${name} is still held`;
      const fix = safely("COMMIT", `ALTER TABLE ${sqlTable(table)} VALIDATE CONSTRAINT ${sqlName(name)}`);
      // The lock of an earlier statement is not among those that are foretold for this one.
      const held = isTogether ? ({ isWork: false } as const) : {};
      return [blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix, ...held })];
    });
  },
};
