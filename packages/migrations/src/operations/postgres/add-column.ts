import type { OperationType } from "../operation-type.ts";
import { tableRows } from "./alter-column.ts";
import { columnAfterthoughts, columnDeclaration } from "./column-clauses.ts";
import { ownerTable } from "./names.ts";
import { createOperation } from "./whole-object.ts";

/** Adds a column to a table that exists. */
export const addColumn: OperationType<"column"> = createOperation(
  "column",
  (column) => {
    const table = `ALTER TABLE ${ownerTable(column)}`;
    return [
      `${table} ADD COLUMN ${columnDeclaration(column)}`,
      ...columnAfterthoughts(column).map((clause) => `${table} ${clause}`),
    ];
  },
  {
    name: "addColumn",
    inverse: "dropColumn",
    lock: ({ after }) => (after === undefined ? undefined : `ACCESS EXCLUSIVE on ${ownerTable(after)}`),
    // A computed or counted column is written into every row; a constant default is kept beside the rows.
    rows({ after }, facts) {
      const isWritten = after?.definition.generated?.kind === "stored" || after?.definition.identity !== undefined;
      return isWritten ? tableRows(after, facts) : undefined;
    },
  },
);
