import type { OperationRegistry } from "../kind-operations.ts";
import { addColumn, alterColumn, dropColumn, renameColumn } from "./column-operations.ts";
import { addConstraint, dropConstraint } from "./constraint-operations.ts";
import { rebuildTable } from "./rebuild-table.ts";
import { indexOperations, triggerOperations, viewOperations } from "./statement-operations.ts";
import { createTable, dropTable, renameTable, setTableOptions } from "./table-operations.ts";

/** What can be done to the objects of a SQLite database. */
export const sqliteOperations: OperationRegistry = {
  table: {
    create: createTable,
    drop: dropTable,
    rename: renameTable,
    alter: [setTableOptions],
    rebuild: rebuildTable,
  },
  column: { create: addColumn, drop: dropColumn, rename: renameColumn, alter: [alterColumn] },
  constraint: { create: addConstraint, drop: dropConstraint, alter: [] },
  index: indexOperations,
  trigger: triggerOperations,
  view: viewOperations,
};
