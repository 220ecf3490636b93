import type { ForeignKey, Table } from "@dataflow/core";
import { tableLabel, tablePlace } from "../diff/table-name.ts";
import type { Operation } from "./operation.ts";
import { validateForeignKey, validateTable } from "./validate-table.ts";

/**
 * Creates a table with its columns, keys and checks. Indexes are operations of their own.
 *
 * @param table the table
 * @param foreignKeys those of its foreign keys that are made with it; the others are added when their target exists
 * @returns the operation
 */
export function createTable(table: Table, foreignKeys: readonly ForeignKey[]): Operation {
  return Object.freeze<Operation>({
    kind: "createTable",
    validate: (dialect) => [
      ...validateTable(table, dialect),
      ...foreignKeys.flatMap((foreignKey) => validateForeignKey(table, foreignKey)),
    ],
    plan: (dialect) => [
      {
        id: `createTable ${tableLabel(table)}`,
        operation: "createTable",
        ...tablePlace(table),
        sql: dialect.createTable(table, foreignKeys),
      },
    ],
  });
}
