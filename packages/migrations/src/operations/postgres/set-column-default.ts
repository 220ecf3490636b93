import type { OperationType } from "../operation-type.ts";
import { alterColumn, columnClause } from "./alter-column.ts";

/** Gives a column another default, or none. Rows that exist keep their values. */
export const setColumnDefault: OperationType<"column"> = alterColumn({
  name: "setColumnDefault",
  covers: ["default"],
  clauses({ after }) {
    const wanted = after.definition.default;
    return [columnClause(after, wanted === undefined ? "DROP DEFAULT" : `SET DEFAULT ${wanted}`)];
  },
});
