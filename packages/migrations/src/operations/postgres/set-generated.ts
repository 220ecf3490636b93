import { displayName } from "../../catalog/object-id.ts";
import type { OperationType } from "../operation-type.ts";
import { alterColumn, columnClause, tableRows } from "./alter-column.ts";

const SET_EXPRESSION_SINCE = 170_000;

/** Gives a computed column another expression, or makes it a plain one that keeps its values. Other ways it is made anew. */
export const setGenerated: OperationType<"column"> = alterColumn({
  name: "setGenerated",
  covers: ["generated"],
  clauses({ before, after }, { serverVersion }) {
    const [old, wanted] = [before.definition.generated, after.definition.generated];
    if (old === undefined) return [];
    if (wanted === undefined) return old.kind === "stored" ? [columnClause(after, "DROP EXPRESSION")] : [];
    if (serverVersion < SET_EXPRESSION_SINCE || old.kind !== wanted.kind) return [];
    // An expression of another type fits neither before nor after the column has it.
    if (before.definition.type !== after.definition.type) return [];
    return [columnClause(after, `SET EXPRESSION AS (${wanted.expression})`)];
  },
  more: {
    rows: ({ after }, facts) => (after?.definition.generated === undefined ? undefined : tableRows(after, facts)),
    loss({ before, after }) {
      if (before?.definition.generated === undefined || after?.definition.generated !== undefined) return undefined;
      const name = displayName(before.path);
      return { what: `how ${name} is computed, for good`, allow: `keep values of column ${name}` };
    },
    // A plain column cannot become a computed one in place, but its values are computed again when it is made anew.
    reversal: ({ after }) => (after?.definition.generated === undefined ? "never" : "inverse"),
  },
});
