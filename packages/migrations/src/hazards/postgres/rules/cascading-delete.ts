import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { addedColumns, addedConstraints } from "../constraints.ts";
import { ownHazard, stated } from "../exposure.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { tableOf } from "../tree.ts";

/** D11 */
export const cascadingDelete: HazardRule<PostgresContext> = {
  id: "cascading-delete",
  title: "With ON DELETE CASCADE a delete of one row takes rows of other tables with it",
  find(context) {
    const clauses = addedConstraints(context).map(({ table, constraint }) => ({ table, constraint }));
    const behind = addedColumns(context).flatMap(({ table, constraints }) =>
      constraints.map((constraint) => ({ table, constraint })),
    );
    return [...clauses, ...behind].flatMap(({ table, constraint }) => {
      if (constraint.contype !== "CONSTR_FOREIGN" || constraint.fk_del_action !== "c") return [];
      const parent = tableLabel(tableOf(constraint.pktable));
      const fix =
        "-- leave the action out: a delete is refused while rows refer to it, and code removes them on purpose";
      const message = `Whoever deletes a row of ${parent} deletes all rows of ${tableLabel(table)} that refer to it`;
      return [ownHazard(context, { table, level: "LOW", message, fix, evidence: [stated("ON DELETE CASCADE")] })];
    });
  },
};
