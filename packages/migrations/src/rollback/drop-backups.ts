import type { Connection } from "@dataflow/database";
import { backupDialect } from "../dialects/backup-dialects.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { checkOptionNames } from "../errors/option-names.ts";
import { type BackupRecord, readBackups, removeBackup } from "../history/backup-record.ts";

/** Which backups may go. */
export interface DropBackupsOptions {
  /** Those that were taken before this moment. */
  readonly olderThan: Date;
}

/** The work of the exported `dropBackups`, which says what it promises. */
export async function dropBackups(
  connection: Connection,
  options: DropBackupsOptions,
): Promise<readonly BackupRecord[]> {
  checkOptionNames("dropBackups", options, ["olderThan"]);
  const { olderThan } = options;
  if (!(olderThan instanceof Date) || Number.isNaN(olderThan.getTime())) throw invalidDate();
  const dialect = backupDialect(connection.dialect);
  const old = (await readBackups(connection)).filter(({ createdAt }) => new Date(createdAt) < olderThan);
  await connection.transaction(async () => {
    for (const record of old) {
      await connection.run(`DROP TABLE IF EXISTS ${dialect.storage(record.storage)}`);
      await removeBackup(connection, record);
    }
  });
  return old;
}

function invalidDate(): Error {
  return migrationErrors.create("INVALID_OPTION", {
    message: 'The option "olderThan" of dropBackups has a value it cannot have',
    why: "without a moment nobody could tell which backups may go",
    fix: "give a Date",
  });
}
