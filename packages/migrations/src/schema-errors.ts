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
 * A table exists but cannot serve its model, and creating tables does not help.
 *
 * @param connection the database
 * @param differences what is wrong with existing tables
 * @returns the error, to be thrown
 */
export function tableOutdated(connection: Connection, differences: readonly SchemaDifference[]): DataFlowError {
  const additions = differences.filter((difference) => difference.kind === "missingColumn");
  const columns = additions.map((difference) => `"${placeOf(difference)}.${difference.wanted.name}"`);
  const add =
    columns.length === 0
      ? ""
      : `add the columns ${columns.join(", ")} with your own migration (ALTER TABLE … ADD COLUMN), or `;
  return migrationErrors.create("TABLE_OUTDATED", {
    message: `Tables of ${connection.target} exist, but not as their models need them:\n${listed(differences)}`,
    why: "this version creates tables but does not change existing ones, and going on would fail or lose values at the first use",
    fix: `${add}change the models to match the tables, or give the models other table names`,
    meta: { tables: tablesOf(differences), differences: namesOf(differences) },
  });
}

/**
 * A table would have to be created in a transaction that may still be rolled back.
 *
 * @param connection the database
 * @param differences the missing tables
 * @returns the error, to be thrown
 */
export function insideTransaction(connection: Connection, differences: readonly SchemaDifference[]): DataFlowError {
  return migrationErrors.create("INSIDE_TRANSACTION", {
    message: `Tables are missing on ${connection.target}, and a transaction is open: ${tablesOf(differences).join(", ")}`,
    why: "if your transaction were rolled back the tables would be gone, and until it ended other processes would have to wait for it",
    fix: "call ensureSchema before the transaction is opened",
    meta: { tables: tablesOf(differences) },
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
