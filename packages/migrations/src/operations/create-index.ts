import type { Table, TableIndex } from "@dataflow/core";
import { tableLabel, tablePlace } from "../diff/table-name.ts";
import type { Operation } from "./operation.ts";
import { validateIndex } from "./validate-table.ts";

/**
 * Creates an index on a table that was created in the same plan, so that it is built over no rows and blocks nobody.
 *
 * @param table the table
 * @param index the index
 * @returns the operation
 */
export function createIndex(table: Table, index: TableIndex): Operation {
  return Object.freeze<Operation>({
    kind: "createIndex",
    validate: () => validateIndex(table, index),
    plan: (dialect) => [
      {
        id: `createIndex ${tableLabel({ ...table, name: index.name })}`,
        operation: "createIndex",
        ...tablePlace(table),
        sql: dialect.createIndex(table, index),
      },
    ],
  });
}
