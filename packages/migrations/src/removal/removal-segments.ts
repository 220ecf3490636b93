import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName, objectId } from "../catalog/object-id.ts";
import { columnsOf } from "../dependencies/base-table.ts";
import { backupDialect } from "../dialects/backup-dialects.ts";
import { removalDialect } from "../dialects/removal-dialects.ts";
import { tableOfPath } from "../diff/table-name.ts";
import type { MigrationPlan, PlanSegment, PlanStep } from "../plan/migration-plan.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { sealMigrationPlan } from "../plan/seal-migration-plan.ts";
import type { StepBackup } from "../plan/step-backup.ts";
import { rehearseRestore } from "./rehearse-restore.ts";
import type { BackupStrategy } from "./removal-plan.ts";
import { hiddenCatalog, type RemovalChange, removedCatalog } from "./removed-catalog.ts";

/** What the steps are made from. */
export interface RemovalSource extends RemovalChange {
  readonly table: CatalogObject<"table">;
  readonly backupStrategy: BackupStrategy;
  /** The name of the backup, without the bookkeeping's own. */
  readonly storage: string;
  /** Under which name the column is hidden; absent when it goes in one transaction. */
  readonly hiddenAs?: string;
  /** What orders rows that are copied in parts. */
  readonly key: readonly string[];
}

/** Puts everything aside, tries to give it back, and drops the column: one transaction, which writers wait for. */
export function removeAtOnce(source: RemovalSource): MigrationPlan {
  const plan = planMigration(source.catalog, removedCatalog(source), { allow: "everything" });
  const backup = backupIn(plan, source);
  const aside = backup === undefined ? [] : asideSteps(source, { backup, isLive: false });
  const segments = plan.segments.map((segment) => ({
    ...segment,
    steps: segment.steps.map((step) => bare(step, source)),
  }));
  const at = segments.findIndex(({ steps }) => steps.some((step) => drops(step, source)));
  return resealed(
    plan,
    segments.map((segment, index) => (index === at ? { ...segment, steps: [...aside, ...segment.steps] } : segment)),
  );
}

/** Hides the column and does nothing else: it can come back at once. */
export function hideColumn(source: RemovalSource): MigrationPlan {
  const name = source.hiddenAs ?? "";
  const hidden = hiddenCatalog(source, name);
  const plan = planMigration(source.catalog, hidden, { renames: { [source.column.id]: name }, allow: "everything" });
  return resealed(plan, brief(source, plan.segments));
}

/**
 * Hides the column, so that nobody writes it any more; copies its values in parts while others write; tries to give them
 * back; and drops it.
 */
export function removeInParts(source: RemovalSource): MigrationPlan {
  const first = hideColumn(source);
  const middle = hiddenCatalog(source, source.hiddenAs ?? "");
  const last = planMigration(middle, removedCatalog(source), { allow: "everything" });
  const backup = backupIn(last, source);
  if (backup === undefined) return removeAtOnce(source);
  const [create, copy, ...rehearsal] = asideSteps(source, { backup, isLive: true });
  if (create === undefined || copy === undefined) return removeAtOnce(source);
  const drop = last.segments.map((segment) => ({ ...segment, steps: segment.steps.map((step) => bare(step, source)) }));
  return resealed(
    first,
    [
      ...first.segments,
      { mode: "transactional", steps: [create] },
      { mode: "nonTransactional", steps: [copy] },
      { mode: "transactional", steps: rehearsal },
      ...brief(source, drop),
    ],
    last,
  );
}

/** The plan with other segments, leading where another one does. */
function resealed(plan: MigrationPlan, segments: readonly PlanSegment[], last: MigrationPlan = plan): MigrationPlan {
  const { hash: _hash, ...content } = plan;
  const unspelled = [...new Set([...plan.unspelled, ...last.unspelled])].sort();
  return sealMigrationPlan({
    ...content,
    to: last.to,
    unspelled: last === plan ? plan.unspelled : unspelled,
    segments,
    refused: [...plan.refused, ...(last === plan ? [] : last.refused)],
    questions: [],
  });
}

function brief({ catalog }: RemovalSource, segments: readonly PlanSegment[]): readonly PlanSegment[] {
  if (!removalDialect(catalog.dialect).isBrief) return segments;
  return segments.map((segment) => (segment.mode === "transactional" ? { ...segment, isBrief: true } : segment));
}

/** Whether a step drops the column, or builds its table anew without it. */
function drops(
  { backup, object, operation, members = [] }: PlanStep,
  { table, column, hiddenAs }: RemovalSource,
): boolean {
  const ids = [column.id, objectId("column", [...table.path, hiddenAs ?? ""])];
  if (backup?.of === table.id) return true;
  return (
    (operation === "dropColumn" && ids.includes(object)) ||
    members.some(({ change, object: id }) => change === "drop" && ids.includes(id))
  );
}

/** The planner's own idea of what has to be put aside, with our names in it. */
function backupIn({ segments }: MigrationPlan, source: RemovalSource): StepBackup | undefined {
  const { table, catalog, column, hiddenAs, storage, backupStrategy } = source;
  if (backupStrategy === "NONE") return undefined;
  const found = segments
    .flatMap(({ steps }) => steps)
    .find(({ backup }) => backup?.kind === "columns" && backup.of === table.id);
  if (found?.backup === undefined) return undefined;
  const before = column.path.at(-1) ?? "";
  const now = found.backup.columns[0]?.now ?? before;
  const others = columnsOf(catalog, table)
    .filter(({ definition }) => definition.generated === undefined)
    .map(({ path }) => path.at(-1) ?? "")
    .filter((name) => name !== before);
  return {
    ...found.backup,
    columns: [{ now, before, stays: false }],
    storage: { name: storage, isFilled: hiddenAs !== undefined },
    ...(backupStrategy === "TABLE_SNAPSHOT" && { also: others }),
  };
}

/** The step without a backup of its own: that is made before. */
function bare(step: PlanStep, source: RemovalSource): PlanStep {
  if (!drops(step, source) || step.backup === undefined) return step;
  const { backup: _backup, ...rest } = step;
  return { ...rest, reversal: source.backupStrategy === "NONE" ? "never" : "inverse" };
}

interface Aside {
  readonly backup: StepBackup;
  readonly isLive: boolean;
}

function asideSteps(source: RemovalSource, { backup, isLive }: Aside): readonly PlanStep[] {
  const { catalog, column, storage } = source;
  const shown = displayName(column.path);
  const dialect = backupDialect(catalog.dialect);
  const step = (operation: string, more: Partial<PlanStep>): PlanStep => ({
    id: `${operation} ${shown}`,
    operation,
    object: column.id,
    statements: [],
    reversal: "inverse",
    ...more,
  });
  const { default: value, identity, type } = column.definition;
  const rehearsal = rehearseRestore({
    dialect: catalog.dialect,
    backup,
    name: storage,
    column: { before: backup.columns[0]?.before ?? "", now: backup.columns[0]?.now ?? "", type },
    isLive,
    isComplete: value === undefined && identity === undefined,
  });
  const kept = { reversal: "backup", backup } as const;
  if (!isLive) return [step("backupColumn", { ...kept, rows: "unknown" }), step("rehearseRestore", rehearsal)];
  const name = dialect.storage(storage);
  const copy = dialect.copyInto(backup, name);
  return [
    step("createBackup", { statements: [`DROP TABLE IF EXISTS ${name}`, ...dialect.createStorage(backup, name)] }),
    step("copyColumn", {
      rows: "unknown",
      backfill: { table: tableOfPath(source.table.path), key: source.key, set: "", copy },
    }),
    step("rehearseRestore", { ...rehearsal, ...kept, rows: "unknown" }),
  ];
}
