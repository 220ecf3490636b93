import type { DataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { migrationErrors } from "../errors/migration-errors.ts";
import type { BackupRecord } from "../history/backup-record.ts";
import type { LackingColumn } from "./lacking-columns.ts";

/** There is no way back that loses nothing, or none at all. */
export function rollbackBlocked(connection: Connection, reasons: readonly string[]): DataFlowError {
  return migrationErrors.create("ROLLBACK_BLOCKED", {
    message: `There is no safe way back on ${connection.target}:\n${reasons.map((reason) => `- ${reason}`).join("\n")}`,
    why: "a rollback gives back what there was or does nothing",
    fix: "remove what is in the way, or go on with a new migration that leads to the schema you want",
    meta: { reasons },
  });
}

/** The schema is not the one that the migration left. */
export function changedSince(connection: Connection, migration: string): DataFlowError {
  return rollbackBlocked(connection, [
    `the schema was changed after the migration ${migration}, by somebody else than a migration`,
  ]);
}

/** Rows that were written since have no value for a required column that comes back. */
export function valuesLacking(connection: Connection, lacking: readonly LackingColumn[]): DataFlowError {
  const reasons = lacking.map(({ name, rows }) => `${rows} rows have no value for the ${name}, which is required`);
  const [first] = lacking;
  const fill = `fill: { ${JSON.stringify(first?.name ?? "")}: … } for their value`;
  const optional = lacking.some(({ isKey }) => isKey) ? "" : ", or leaveOptional: true to let it come back optional";
  return migrationErrors.create("ROLLBACK_BLOCKED", {
    message: `There is no way back on ${connection.target} yet:\n${reasons.map((reason) => `- ${reason}`).join("\n")}`,
    why: "they were written while the column was not there, and nothing is made up for them",
    fix: `give ${fill}${optional}`,
    meta: { reasons, columns: lacking.map(({ name }) => name) },
  });
}

/** What steps destroyed was not put aside. */
export function notBackedUp(connection: Connection, steps: readonly string[]): DataFlowError {
  return migrationErrors.create("NO_BACKUP", {
    message: `What these steps destroyed on ${connection.target} was not put aside, or is not there any more: ${steps.join(", ")}`,
    why: "without it the columns and tables would come back empty",
    fix: "restore the data from your own backup afterwards, and take the definitions back with withoutData: true",
    meta: { steps },
  });
}

/** A backup was changed since it was taken. */
export function backupDamaged(connection: Connection, { step, storage }: BackupRecord): DataFlowError {
  return migrationErrors.create("BACKUP_DAMAGED", {
    message: `The backup of the step "${step}" on ${connection.target} is not what was put aside (${storage})`,
    why: "its rows do not have the checksum that they were noted with",
    fix: "restore the data from your own backup, and take the definitions back with withoutData: true",
    meta: { step },
  });
}

/** There is no migration of this name that could be taken back. */
export function unknownMigration(connection: Connection, id: string, because: string): DataFlowError {
  return migrationErrors.create("UNKNOWN_MIGRATION", {
    message: `There is nothing to take back under "${id}" on ${connection.target}`,
    why: because,
    fix: "give the id of a migration in history, or of a snapshot",
  });
}
