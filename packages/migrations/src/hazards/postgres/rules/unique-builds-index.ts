import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { addedColumns, addedConstraints, constraintColumns } from "../constraints.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { sqlList, sqlName, sqlTable } from "../tree.ts";

/** L17 */
export const uniqueBuildsIndex: HazardRule<PostgresContext> = {
  id: "unique-builds-index",
  title: "Adding UNIQUE builds an index while nobody can read or write",
  find(context) {
    const clauses = addedConstraints(context)
      .filter(({ constraint }) => constraint.contype === "CONSTR_UNIQUE" && constraint.indexname === undefined)
      .map(({ table, constraint }) => ({ table, name: constraint.conname, columns: constraintColumns(constraint) }));
    const behind = addedColumns(context)
      .filter(({ constraints }) => constraints.some(({ contype }) => contype === "CONSTR_UNIQUE"))
      .map(({ table, name }) => ({ table, name: undefined, columns: [name] }));
    return [...clauses, ...behind].map(({ table, name, columns }) => {
      const index = sqlName(name ?? `${table.name}_${columns.join("_")}_key`);
      const fix = safely(
        "-- outside of any transaction, and without a lock_timeout",
        `CREATE UNIQUE INDEX CONCURRENTLY ${index} ON ${sqlTable(table)} ${sqlList(columns)}`,
        "-- in a later transaction",
        `ALTER TABLE ${sqlTable(table)} ADD CONSTRAINT ${index} UNIQUE USING INDEX ${index}`,
      );
      const message = `Nobody can read or write ${tableLabel(table)} while the index of (${columns.join(", ")}) is built`;
      return blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix });
    });
  },
};
