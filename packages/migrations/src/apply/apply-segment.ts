import { migrationDialect } from "../dialects/migration-dialects.ts";
import { readBackfill, saveBackfill } from "../history/backfill-cursor.ts";
import { noteDone, noteIntent } from "../history/step-journal.ts";
import { keepAside } from "../rollback/keep-aside.ts";
import { migrationCancelled, StepFailure } from "./apply-errors.ts";
import { endSegment, lookBack, noteUnread } from "./finish-run.ts";
import { journalPlace, type MigrationRun, type PlacedSegment, type PlacedStep, stepCount } from "./migration-run.ts";
import { runBackfill } from "./run-backfill.ts";
import { runChecked } from "./run-checked.ts";
import { runOutside } from "./run-outside.ts";
import { runFenced } from "./run-transaction.ts";

/**
 * Applies what is left of a segment.
 *
 * @param run the migration
 * @param segment the segment
 * @throws StepFailure with the cause of the failure
 */
export async function applySegment(run: MigrationRun, segment: PlacedSegment): Promise<void> {
  const left = segment.steps.filter(({ position }) => run.journal.get(position)?.state !== "done");
  if (left.length === 0) return;
  const statements = left.flatMap(({ step }) => step.statements);
  await migrationDialect(run.connection.dialect).prepareSegment(run.connection, segment.mode, statements);
  if (segment.mode === "transactional") {
    await applyTransaction(run, { ...segment, steps: left });
    return;
  }
  const last = left.at(-1);
  for (const placed of left) await applyOutside(run, placed, { endsPlan: segment.isLast && placed === last });
}

/** The steps and what the journal says of them are one transaction: after it there is all of both, or nothing. */
async function applyTransaction(run: MigrationRun, segment: PlacedSegment): Promise<void> {
  const { connection } = run;
  const statements = segment.steps.flatMap(({ step }) => step.statements);
  let current = segment.steps[0]?.step.id ?? "";
  const changes = async (): Promise<void> => {
    for (const placed of segment.steps) {
      current = placed.step.id;
      begin(run, placed);
      await runStep(run, placed);
      await noteDone(connection, journalPlace(run, placed));
    }
  };
  try {
    await runFenced(run, current, async () => {
      await migrationDialect(connection.dialect).guardRows(connection, statements, changes);
      await (segment.isBrief ? noteUnread(run) : endSegment(run, segment.isLast));
    });
    if (segment.isBrief) await lookBack(run, segment.isLast);
  } catch (error) {
    throw new StepFailure(current, error);
  }
  for (const placed of segment.steps) tell(run, "stepDone", placed);
}

/** What a step destroys is put aside first, unless that is not wanted. */
function runStep(run: MigrationRun, placed: PlacedStep): Promise<void> {
  const { connection, options } = run;
  const { backup } = placed.step;
  const body = () => runChecked(connection, placed.step);
  if (backup === undefined || !options.backupBeforeMigration) return body();
  const { id } = placed.step;
  const onPart = (progress: { readonly part: number; readonly parts: number }): void => {
    options.tell({ kind: "backup", step: id, ...progress });
    if (options.signal?.aborted) throw migrationCancelled(id, options.signal);
  };
  return keepAside(connection, journalPlace(run, placed), { backup, onPart }, body);
}

/** A step that is no transaction: that it is about to happen is noted before, that it has happened after it. */
async function applyOutside(
  run: MigrationRun,
  placed: PlacedStep,
  { endsPlan }: { readonly endsPlan: boolean },
): Promise<void> {
  const { connection } = run;
  const place = journalPlace(run, placed);
  const { id, backfill } = placed.step;
  begin(run, placed);
  try {
    await runFenced(run, id, () => noteIntent(connection, place));
    await runChecked(connection, placed.step, (sql) => runOutside(run, id, sql));
    const rows = backfill === undefined ? undefined : await fill(run, placed);
    await runFenced(run, id, async () => {
      await noteDone(connection, place, rows);
      await endSegment(run, endsPlan);
    });
  } catch (error) {
    throw new StepFailure(id, error);
  }
  tell(run, "stepDone", placed);
}

async function fill(run: MigrationRun, placed: PlacedStep): Promise<number> {
  const { connection, options } = run;
  const { backfill, id } = placed.step;
  if (backfill === undefined) return 0;
  const place = journalPlace(run, placed);
  return runBackfill(connection, backfill, {
    from: await readBackfill(connection, place),
    pace: options.backfill,
    inTransaction: (body) => runFenced(run, id, body),
    save: (position) => saveBackfill(connection, place, position),
    onBatch: ({ rows, batches }) => {
      options.tell({ kind: "backfill", step: id, rows, batches });
      if (options.signal?.aborted) throw migrationCancelled(id, options.signal);
    },
  });
}

function begin(run: MigrationRun, placed: PlacedStep): void {
  const { signal } = run.options;
  if (signal?.aborted) throw migrationCancelled(placed.step.id, signal);
  tell(run, "stepStarted", placed);
}

function tell(run: MigrationRun, kind: "stepStarted" | "stepDone", { step, position }: PlacedStep): void {
  run.options.tell({ kind, step: step.id, position, of: stepCount(run.plan) });
}
