import type { Table, TextIndex } from "@dataflow/core";
import { tableLabel, tablePlace } from "../diff/table-name.ts";
import type { Operation } from "./operation.ts";
import { validateTextIndex } from "./validate-table.ts";

/**
 * Creates the text index of a table that was created in the same plan.
 *
 * @param table the table
 * @param index its text index
 * @returns the operation
 */
export function createTextIndex(table: Table, index: TextIndex): Operation {
  return Object.freeze<Operation>({
    kind: "createTextIndex",
    validate: () => validateTextIndex(table, index),
    plan: (dialect) =>
      dialect.createTextIndex(table).map(({ name, ...statement }) => ({
        id: `createTextIndex ${tableLabel({ ...table, name: index.name })} ${name}`,
        operation: "createTextIndex" as const,
        ...tablePlace(table),
        ...statement,
      })),
  });
}
