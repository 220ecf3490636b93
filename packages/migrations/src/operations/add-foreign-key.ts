import type { ForeignKey, Table } from "@dataflow/core";
import { tableLabel, tablePlace } from "../diff/table-name.ts";
import type { Operation } from "./operation.ts";
import { validateForeignKey } from "./validate-table.ts";

/**
 * Adds a foreign key once both of its tables exist: the way out of a cycle. Where tables may refer to ones that are not
 * there yet, it plans nothing, because the key is part of its table.
 *
 * @param table the table that refers
 * @param foreignKey the foreign key
 * @returns the operation
 */
export function addForeignKey(table: Table, foreignKey: ForeignKey): Operation {
  return Object.freeze<Operation>({
    kind: "addForeignKey",
    validate: () => validateForeignKey(table, foreignKey),
    plan: (dialect) => {
      if (dialect.addForeignKey === undefined) return [];
      return [
        {
          id: `addForeignKey ${tableLabel(table)} ${foreignKey.name}`,
          operation: "addForeignKey",
          ...tablePlace(table),
          sql: dialect.addForeignKey(table, foreignKey),
        },
      ];
    },
  });
}
