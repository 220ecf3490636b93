import type { OperationType } from "../operation-type.ts";
import { alterColumn, columnClause, tableRows } from "./alter-column.ts";
import { requireClause } from "./column-clauses.ts";

/** Makes a column required or optional. */
export const setColumnNotNull: OperationType<"column"> = alterColumn({
  name: "setColumnNotNull",
  covers: ["notNull", "notNullConstraint"],
  clauses({ before, after }) {
    if (before.definition.notNull === after.definition.notNull) return [];
    return [after.definition.notNull ? requireClause(after) : columnClause(after, "DROP NOT NULL")];
  },
  more: {
    // Making it optional only touches the catalog.
    rows: ({ after }, facts) => (after?.definition.notNull === true ? tableRows(after, facts) : undefined),
  },
});
