import type { DialectName } from "@dataflow/core";
import { backupDialect } from "../dialects/backup-dialects.ts";
import { removalDialect } from "../dialects/removal-dialects.ts";
import { quoteIdentifier, quoteTable } from "../dialects/sql-text.ts";
import type { PlanCheck } from "../plan/migration-plan.ts";
import type { StepBackup } from "../plan/step-backup.ts";

/** A backup of one column that is to be tried. */
export interface RestoreRehearsal {
  readonly dialect: DialectName;
  readonly backup: StepBackup;
  /** Its name without the bookkeeping's own. */
  readonly name: string;
  /** The column as it was declared, and as it is called now. */
  readonly column: { readonly before: string; readonly now: string; readonly type: string };
  /** Whether others write rows meanwhile; otherwise nobody can. */
  readonly isLive: boolean;
  /** Whether rows that were written since have no value, so that each value has to be in the backup. */
  readonly isComplete: boolean;
}

/**
 * Statements that give a backup back to a copy of the rows, the same way as a rollback does, and questions whether every
 * value is what it was. The copy is dropped at the end.
 *
 * @param rehearsal what is tried
 * @returns the statements and the questions
 */
export function rehearseRestore(rehearsal: RestoreRehearsal): {
  readonly statements: readonly string[];
  readonly checks: readonly PlanCheck[];
} {
  const { dialect, backup, name, column, isLive } = rehearsal;
  const { storage, storageTable, restore } = backupDialect(dialect);
  const scratch = storageTable(`${name}_try`);
  const keys = backup.key.map(({ now }) => now);
  const target = {
    table: scratch,
    key: keys,
    columns: [{ name: column.before, type: column.type }],
    names: [...keys, column.before],
  };
  const key = keys.length === 0 ? "1 AS nothing" : keys.map(quoteIdentifier).join(", ");
  const fill = [
    `${removalDialect(dialect).createScratch} ${quoteTable(scratch)} AS SELECT ${key} FROM ${quoteTable(backup.name)}`,
    `ALTER TABLE ${quoteTable(scratch)} ADD COLUMN ${quoteIdentifier(column.before)} ${column.type}`,
    ...restore({ ...backup, key: keys.map((now) => ({ now, before: now })) }, storage(name), target),
  ];
  const message = "what was put aside does not give back every value";
  const sql = isLive ? [differentRow(rehearsal), ...missingRow(rehearsal)] : [differentCount(rehearsal)];
  return {
    statements: [...fill, `DROP TABLE ${quoteTable(scratch)}`],
    checks: sql.map((query) => ({ after: fill.length, sql: query, message })),
  };
}

/** Nobody writes: the same values have to be there as often. */
function differentCount({ dialect, backup, name, column }: RestoreRehearsal): string {
  const { keyText, valueText, storageTable } = backupDialect(dialect);
  const key = keyText(backup.key.map(({ now }) => now));
  const groups = (table: string, value: string) =>
    `SELECT k, v, count(*) AS n FROM (SELECT ${key} AS k, ${valueText(value)} AS v FROM ${table}) AS r GROUP BY k, v`;
  const restored = groups(quoteTable(storageTable(`${name}_try`)), column.before);
  return `SELECT 1 FROM (${groups(quoteTable(backup.name), column.now)} EXCEPT ${restored}) AS different LIMIT 1`;
}

/** Rows come and go: those that were put aside and are there have to be equal. */
function differentRow({ dialect, backup, name, column }: RestoreRehearsal): string {
  const { keyText, valueText, storage, storageTable } = backupDialect(dialect);
  const keys = backup.key.map(({ now }) => now);
  const names = keys.map(quoteIdentifier);
  const values = (value: string) => [...names, `${valueText(value)} AS v`].join(", ");
  const here = `SELECT ${values(column.now)}, ${keyText(keys)} AS k FROM ${quoteTable(backup.name)}`;
  const restored = `SELECT ${values(column.before)} FROM ${quoteTable(storageTable(`${name}_try`))}`;
  // By columns, not by texts made of them: for columns every database finds its way without an index.
  const same = names.map((each) => `r.${each} = t.${each}`).join(" AND ");
  return some(`(${here}) AS t JOIN (${restored}) AS r ON ${same}
    JOIN ${storage(name)} AS s ON s.k = t.k WHERE r.v IS DISTINCT FROM t.v`);
}

function missingRow({ dialect, backup, name, column, isComplete }: RestoreRehearsal): readonly string[] {
  if (!isComplete) return [];
  const { keyText, storage } = backupDialect(dialect);
  const key = keyText(backup.key.map(({ now }) => now));
  const here = `SELECT ${key} AS k, ${quoteIdentifier(column.now)} AS v FROM ${quoteTable(backup.name)}`;
  return [some(`(${here}) AS t LEFT JOIN ${storage(name)} AS s ON s.k = t.k WHERE t.v IS NOT NULL AND s.k IS NULL`)];
}

/** All are counted: whoever looks for a first one only is led by a planner to look through everything again and again. */
function some(rows: string): string {
  return `SELECT 1 FROM (SELECT count(*) AS n FROM ${rows}) AS counted WHERE n > 0`;
}
