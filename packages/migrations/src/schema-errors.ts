import type { DataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { SchemaDifference } from "./diff/schema-difference.ts";
import { tableLabel } from "./diff/table-name.ts";
import { migrationErrors } from "./errors/migration-errors.ts";

/**
 * What the models need is not there, and nothing may be written.
 *
 * @param connection the database
 * @param differences what is missing
 * @returns the error, to be thrown
 */
export function schemaMismatch(connection: Connection, differences: readonly SchemaDifference[]): DataFlowError {
  return migrationErrors.create("SCHEMA_MISMATCH", {
    message: `The schema of ${connection.target} is not what the models need:\n${listed(differences)}`,
    why: "DataFlow was told not to change this schema, and the models would fail on it at the first use",
    fix: "change the tables with your own migrations, correct the models, or let DataFlow create missing tables (autoMigrate: true)",
    meta: { tables: tablesOf(differences), differences: namesOf(differences) },
  });
}

/**
 * Tables would have to be changed in a transaction that may still be rolled back.
 *
 * @param connection the database
 * @returns the error, to be thrown
 */
export function insideTransaction(connection: Connection): DataFlowError {
  return migrationErrors.create("INSIDE_TRANSACTION", {
    message: `The schema of ${connection.target} may have to be changed, and a transaction is open`,
    why: "if your transaction were rolled back the changes would be gone, and until it ended other processes would have to wait for it",
    fix: "call evolveSchema before the transaction is opened",
  });
}

function listed(differences: readonly SchemaDifference[]): string {
  return differences.map(({ message }) => `- ${message}`).join("\n");
}

function tablesOf(differences: readonly SchemaDifference[]): readonly string[] {
  return [...new Set(differences.map(placeOf))];
}

function namesOf(
  differences: readonly SchemaDifference[],
): readonly { readonly kind: string; readonly table: string }[] {
  return differences.map((difference) => ({ kind: difference.kind, table: placeOf(difference) }));
}

function placeOf({ table, schema }: SchemaDifference): string {
  return tableLabel({ name: table, ...(schema !== undefined && { schema }) });
}
