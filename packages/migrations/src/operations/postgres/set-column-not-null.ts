import { quoteIdentifier } from "../../dialects/sql-text.ts";
import type { OperationType } from "../operation-type.ts";
import { alterColumn, columnClause, tableRows } from "./alter-column.ts";
import { ownName } from "./names.ts";

/** Makes a column required or optional. */
export const setColumnNotNull: OperationType<"column"> = alterColumn({
  name: "setColumnNotNull",
  covers: ["notNull", "notNullConstraint"],
  clauses({ before, after }) {
    if (before.definition.notNull === after.definition.notNull) return [];
    if (!after.definition.notNull) return [columnClause(after, "DROP NOT NULL")];
    const named = after.definition.notNullConstraint;
    if (named === undefined) return [columnClause(after, "SET NOT NULL")];
    const more = `${named.noInherit ? " NO INHERIT" : ""}${named.valid ? "" : " NOT VALID"}`;
    return [`ADD CONSTRAINT ${quoteIdentifier(named.name)} NOT NULL ${ownName(after)}${more}`];
  },
  more: {
    // Making it optional only touches the catalog.
    rows: ({ after }, facts) => (after?.definition.notNull === true ? tableRows(after, facts) : undefined),
  },
});
