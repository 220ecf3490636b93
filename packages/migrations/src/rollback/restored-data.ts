import type { Connection } from "@dataflow/database";
import type { ObjectId } from "../catalog/object-id.ts";
import { backupDialect } from "../dialects/backup-dialects.ts";
import { quoteTable } from "../dialects/sql-text.ts";
import type { PreparedRollback } from "./prepare-rollback.ts";
import { restoreTarget } from "./restore-steps.ts";

/** What a rollback gave back to a table. */
export interface RestoredData {
  readonly table: ObjectId;
  readonly columns: readonly string[];
  /** Rows that are as they were put aside. */
  readonly rows: number;
  /** Rows that were written since, and stay as they are. */
  readonly rowsSince: number;
}

/** Counts what is there again; a new look, not what was meant to happen. */
export async function restoredData(
  connection: Connection,
  { backups, place }: Pick<PreparedRollback, "backups" | "place">,
): Promise<readonly RestoredData[]> {
  const dialect = backupDialect(connection.dialect);
  const found: RestoredData[] = [];
  for (const { backup, storage } of backups) {
    const target = restoreTarget(backup, place);
    if (backup.kind === "sequence" || target === undefined) continue;
    const count = dialect.countRestored(backup, dialect.storage(storage), target);
    const all = await connection.query(`SELECT count(*) AS n FROM ${quoteTable(target.table)}`);
    const rows = Number((await connection.query(count)).rows[0]?.n);
    const columns = backup.columns.map(({ before }) => before);
    found.push({ table: backup.of, columns, rows, rowsSince: Number(all.rows[0]?.n) - rows });
  }
  return found;
}
