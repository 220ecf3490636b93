import type { OperationType } from "../operation-type.ts";
import { alterColumn, columnClause } from "./alter-column.ts";

/** Changes how closely the planner looks at a column. */
export const setColumnStatistics: OperationType<"column"> = alterColumn({
  name: "setColumnStatistics",
  covers: ["statistics"],
  // -1 means the server's own choice, on every version.
  clauses: ({ after }) => [columnClause(after, `SET STATISTICS ${after.definition.statistics ?? -1}`)],
});

/** Changes a column's options. */
export const setColumnOptions: OperationType<"column"> = alterColumn({
  name: "setColumnOptions",
  covers: ["options"],
  clauses({ before, after }) {
    const wanted = after.definition.options ?? [];
    const names = new Set(wanted.map(optionName));
    const gone = (before.definition.options ?? []).map(optionName).filter((name) => !names.has(name));
    return [
      ...(gone.length === 0 ? [] : [columnClause(after, `RESET (${gone.join(", ")})`)]),
      ...(wanted.length === 0 ? [] : [columnClause(after, `SET (${wanted.join(", ")})`)]),
    ];
  },
});

function optionName(option: string): string {
  return option.slice(0, option.indexOf("="));
}
