import { isDataFlowError, type Schema } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { applyMigration } from "../apply/apply-migration.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { checkOptionNames } from "../errors/option-names.ts";
import { ensureBookkeeping } from "../history/ensure-bookkeeping.ts";
import { catalogStamp } from "../introspect/catalog-stamp.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { type MigrationPreview, type PreviewStep, previewOf } from "../report/migration-preview.ts";
import { confirmMigration, ownTerminal, type Terminal } from "./confirm-migration.ts";
import { knownAfter, lookAtModels } from "./look-at-models.ts";
import { checkMigrateOptions, type MigrateOptions } from "./migrate-options.ts";
import { modelsText } from "./model-state.ts";
import { recordAnswer, recordModels } from "./model-states.ts";
import { outdatedTables } from "./outdated-tables.ts";
import { type PlannedModels, planModels } from "./plan-models.ts";
import { findObject, type RenameHint } from "./rename-hint.ts";

/** Models as they are declared: their tables, and what they say about former names. */
export interface DeclaredModels extends Schema {
  readonly hints?: readonly RenameHint[];
}

/** What a migration came to, or would come to. */
export interface MigrateResult {
  /** Whether the models can work on the database now; after a dry run, whether they could. */
  readonly success: boolean;
  /** The steps: those that were done, or would be. */
  readonly migrations: readonly PreviewStep[];
  /** Everything about them: what is refused and what has to be answered, too. */
  readonly preview: MigrationPreview;
  /** In history; absent when nothing was done. */
  readonly migrationId?: string;
}

/** Others may have changed the schema between a plan and its turn; so often it is planned again. */
const MOST_PLANS = 10;

/** The work of the exported `migrateModels`, which says what it promises. */
export async function migrateModels(
  connection: Connection,
  models: DeclaredModels,
  options: MigrateOptions = {},
  terminal: Terminal | undefined = ownTerminal(),
): Promise<MigrateResult> {
  checkMigrateOptions(options);
  for (let plans = 1; ; plans++) {
    const found = await planFor(connection, models, options);
    const preview = previewOf(connection.target, found.look, found.planned);
    if (options.dryRun === true) return resultOf(preview, canWork(found));
    await confirmMigration(preview, options, terminal);
    try {
      const migrationId = await applyPlanned(connection, found.planned, options);
      const success = await recordApplied(connection, models);
      return { ...resultOf(preview, success), ...(migrationId !== undefined && { migrationId }) };
    } catch (error) {
      const isOutdated = isDataFlowError(error) && error.code === "MIGRATION.PLAN_OUTDATED";
      // What a person has confirmed is this plan and no other.
      if (!isOutdated || options.autoConfirm !== true || plans === MOST_PLANS) throw error;
    }
  }
}

/** A plan for models, before anybody runs it. */
export interface ModelsPlan {
  readonly plan: MigrationPlan;
  /** The catalog that was planned for; where something is refused, the plan leads to less. */
  readonly desired: Catalog;
  readonly preview: MigrationPreview;
}

/** The work of the exported `planForModels`, which says what it promises. */
export async function planForModels(
  connection: Connection,
  models: DeclaredModels,
  options: Pick<MigrateOptions, "allow" | "renames" | "concurrently"> = {},
): Promise<ModelsPlan> {
  checkOptionNames("planForModels", options, ["allow", "renames", "concurrently"] satisfies (keyof MigrateOptions)[]);
  checkMigrateOptions(options);
  const { look, planned } = await planFor(connection, models, options);
  return { plan: planned.plan, desired: planned.desired, preview: previewOf(connection.target, look, planned) };
}

/** The work of the exported `noteModelsReached`, which says what it promises. */
export function noteModelsReached(connection: Connection, models: DeclaredModels): Promise<boolean> {
  return recordApplied(connection, models);
}

/** What a preview is made from. */
interface FoundPlan {
  readonly look: Awaited<ReturnType<typeof lookAtModels>>;
  readonly planned: PlannedModels;
}

async function planFor(connection: Connection, models: DeclaredModels, options: MigrateOptions): Promise<FoundPlan> {
  const { allow, concurrently, renames } = options;
  const request = { wanted: { tables: models.tables }, hints: models.hints ?? [], ...(renames && { renames }) };
  const look = await lookAtModels(connection, request);
  const planned = await planModels(connection, look, {
    ...(allow && { allow }),
    ...(concurrently !== undefined && { concurrently }),
  });
  return { look, planned };
}

function resultOf(preview: MigrationPreview, success: boolean): MigrateResult {
  return Object.freeze({ success, migrations: preview.steps, preview });
}

/** Whether nothing that models need stays undone: what they gave up may stay. */
function canWork({ look, planned: { plan, desired } }: FoundPlan): boolean {
  const wanted = new Set(desired.objects.map(({ id }) => id));
  return (
    plan.questions.length === 0 && plan.refused.every(({ object }) => look.index.has(object) && !wanted.has(object))
  );
}

async function applyPlanned(
  connection: Connection,
  { plan }: PlannedModels,
  options: MigrateOptions,
): Promise<string | undefined> {
  if (plan.segments.length === 0) return undefined;
  const { waitMs, onProgress, signal, backupBeforeMigration, rollbackOnError } = options;
  const { migrationId } = await applyMigration(connection, plan, {
    ...(waitMs !== undefined && { waitMs }),
    ...(onProgress !== undefined && { onProgress }),
    ...(signal !== undefined && { signal }),
    ...(backupBeforeMigration !== undefined && { backupBeforeMigration }),
    ...(rollbackOnError !== undefined && { rollbackOnError }),
  });
  return migrationId;
}

/** Writes down that the models were applied, so that the next start finds nothing to do. */
async function recordApplied(connection: Connection, models: DeclaredModels): Promise<boolean> {
  await ensureBookkeeping(connection);
  const stamp = await catalogStamp(connection);
  const found = await planFor(connection, models, {});
  const outdated = outdatedTables(found.look, { dialect: connection.dialect, pending: [] });
  const identity = modelsText({ tables: models.tables }, models.hints);
  const { plan } = found.planned;
  const isDone = plan.segments.length === 0 && plan.questions.length === 0;
  if (isDone) await recordModels(connection, { identity, known: knownAfter(found.look, false), stamp, outdated });
  return outdated.length === 0;
}

/** What somebody says about an object that may have been renamed. */
export type RenameAnswer =
  /** The object, and its new name: it keeps its data. */
  | { readonly renamed: string; readonly to: string }
  /** The object is another one than that which is new: it stays beside it. */
  | { readonly separate: string };

/** The work of the exported `answerRename`, which says what it promises. */
export async function answerRename(
  connection: Connection,
  models: DeclaredModels,
  answer: RenameAnswer,
): Promise<void> {
  if (!isAnswer(answer)) throw invalidAnswer();
  const look = await lookAtModels(connection, { wanted: { tables: models.tables }, hints: [] });
  const isRename = "renamed" in answer;
  const id = findObject(isRename ? answer.renamed : answer.separate, look.index);
  await ensureBookkeeping(connection);
  await recordAnswer(connection, id, isRename ? answer.to : undefined);
}

function isAnswer(answer: RenameAnswer): boolean {
  const { renamed, to, separate }: { renamed?: unknown; to?: unknown; separate?: unknown } = answer;
  if (separate !== undefined) return typeof separate === "string" && renamed === undefined && to === undefined;
  return typeof renamed === "string" && typeof to === "string";
}

function invalidAnswer(): Error {
  return migrationErrors.create("INVALID_OPTION", {
    message: "The answer about a rename is neither of the two that there are",
    why: "what is written down has to mean one thing",
    fix: 'use { renamed: "column users.name", to: "full_name" } or { separate: "column users.name" }',
  });
}
