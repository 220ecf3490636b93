import type { Connection } from "@dataflow/database";
import { type Catalog, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName } from "../catalog/object-id.ts";
import type { RestoreFill } from "../dialects/backup-dialect.ts";
import { backupDialect } from "../dialects/backup-dialects.ts";
import { migrationDialect } from "../dialects/migration-dialects.ts";
import { quoteText } from "../dialects/sql-text.ts";
import type { Renames } from "../diff/rename-objects.ts";
import { tableOfPath } from "../diff/table-name.ts";
import type { BackupRecord } from "../history/backup-record.ts";
import type { MigrationPlan, PlanSegment, PlanStep } from "../plan/migration-plan.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { sealMigrationPlan } from "../plan/seal-migration-plan.ts";
import { relaxedCatalog } from "./relaxed-catalog.ts";
import { counterSteps, restoreStep } from "./restore-steps.ts";
import { rollbackBlocked } from "./rollback-errors.ts";

/** What is to be taken back, and what was put aside for it. */
export interface RollbackSource {
  readonly current: Catalog;
  readonly before: Catalog;
  readonly renames: Renames;
  readonly backups: readonly BackupRecord[];
  /** The migration that is taken back, and the one that it had taken back itself: that counts again. */
  readonly undoes: string;
  readonly redoes?: string;
  /** Values for rows that lack one in a column that comes back. */
  readonly fills?: readonly ColumnFill[];
}

/** A value for the rows that have none. */
export interface ColumnFill {
  readonly column: CatalogObject<"column">;
  readonly value: RestoreFill;
  readonly rows: number;
}

/**
 * Plans the way back: to the old tables and columns, then their values, then all that keeps an eye on them. One plan, so
 * that it is shown, journaled, locked and gone on with like every other.
 *
 * @param connection the database, for its dialect and for messages
 * @param source what is taken back
 * @returns the plan, sealed
 * @throws MIGRATION.ROLLBACK_BLOCKED when a step cannot be taken back
 */
export function planRollback(connection: Connection, source: RollbackSource): MigrationPlan {
  const { current, before, renames, backups, undoes, fills = [] } = source;
  const between = relaxedCatalog(
    before,
    backups.map(({ backup }) => backup),
    fills.map(({ column }) => column.id),
  );
  const objects = indexCatalog(before);
  const since = indexCatalog(current);
  const back = planMigration(current, between, { renames, allow: "everything" });
  const on = planMigration(between, before, { allow: "everything" });
  const refused = [...back.refused, ...on.refused];
  if (refused.length > 0)
    throw rollbackBlocked(
      connection,
      refused.map(({ reason }) => reason),
    );
  // The newest first: what an older step had kept is the older truth.
  const restored = backups.flatMap((record) => restoreStep(connection, record, { objects, since, renames }));
  const filled = fills.map((fill) => fillStep(connection, fill));
  const end = [...counterSteps(connection, backups, objects), noteStep(connection, source)];
  const { version, dialect, from } = back;
  return sealMigrationPlan({
    version,
    dialect,
    from,
    to: on.to,
    unspelled: on.unspelled,
    segments: unique(joined([back.segments, transactional([...restored, ...filled]), on.segments, transactional(end)])),
    refused: [],
    questions: [],
    ...(back.renamesBack && { renamesBack: back.renamesBack }),
    undoes,
  });
}

function fillStep(connection: Connection, { column, value, rows }: ColumnFill): PlanStep {
  const table = tableOfPath(column.path.slice(0, -1));
  const { type } = column.definition;
  const name = column.path.at(-1) ?? "";
  return {
    id: `fillRows ${displayName(column.path)}`,
    operation: "fillRows",
    object: column.id,
    statements: [backupDialect(connection.dialect).fill(table, { name, type }, value)],
    rows,
    reversal: "inverse",
  };
}

function transactional(steps: readonly PlanStep[]): readonly PlanSegment[] {
  return steps.length === 0 ? [] : [{ mode: "transactional", steps }];
}

/** As few transactions as there can be; what has to be committed before it can be used ends one. */
function joined(parts: readonly (readonly PlanSegment[])[]): readonly PlanSegment[] {
  const result: PlanSegment[] = [];
  for (const [first, ...rest] of parts) {
    if (first === undefined) continue;
    const last = result.at(-1);
    const isOpen = last?.mode === "transactional" && last.steps.at(-1)?.operation !== "addEnumValues";
    if (last !== undefined && isOpen && first.mode === "transactional")
      result.splice(-1, 1, { mode: "transactional", steps: [...last.steps, ...first.steps] });
    else result.push(first);
    result.push(...rest);
  }
  return result;
}

function unique(segments: readonly PlanSegment[]): readonly PlanSegment[] {
  const seen = new Map<string, number>();
  const named = (step: PlanStep): PlanStep => {
    const count = (seen.get(step.id) ?? 0) + 1;
    seen.set(step.id, count);
    return count === 1 ? step : { ...step, id: `${step.id} (again ${count})` };
  };
  return segments.map(({ mode, steps }) => ({ mode, steps: steps.map(named) }));
}

/** History says that the migration is taken back if and only if it is. */
function noteStep(connection: Connection, { undoes, redoes }: RollbackSource): PlanStep {
  const { migrations } = migrationDialect(connection.dialect).tables;
  const note = (id: string, state: string) => `UPDATE ${migrations} SET state = '${state}' WHERE id = ${quoteText(id)}`;
  return {
    id: `noteRollback ${undoes}`,
    operation: "noteRollback",
    object: "table migrations",
    statements: [note(undoes, "rolledBack"), ...(redoes === undefined ? [] : [note(redoes, "applied")])],
    reversal: "inverse",
  };
}
