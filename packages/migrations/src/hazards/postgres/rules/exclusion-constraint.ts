import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { addedConstraints } from "../constraints.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";

/** L19 */
export const exclusionConstraint: HazardRule<PostgresContext> = {
  id: "exclusion-constraint",
  title: "An exclusion constraint builds its index while nobody can read or write, and cannot do otherwise",
  find(context) {
    return addedConstraints(context).flatMap(({ table, constraint }) => {
      if (constraint.contype !== "CONSTR_EXCLUSION") return [];
      const fix = safely(
        "-- there is no way that lets others go on: do it in a maintenance window, or",
        `-- create a new table with the constraint, fill it in batches, and exchange the two`,
      );
      const message = `Nobody can read or write ${tableLabel(table)} while the index of the exclusion is built`;
      return [blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix })];
    });
  },
};
