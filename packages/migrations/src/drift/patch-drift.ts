import type { Schema } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { applyMigration } from "../apply/apply-migration.ts";
import type { MigrationProgress } from "../apply/apply-progress.ts";
import { indexCatalog } from "../catalog/catalog.ts";
import { checkOptionNames } from "../errors/option-names.ts";
import { findObject } from "../evolve/rename-hint.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { type MigrationPreview, previewOf } from "../report/migration-preview.ts";
import { planPatch } from "./drift-patch.ts";
import { lookForDrift, lookOf } from "./find-drift.ts";
import { itemNamed } from "./settle-drift.ts";

/** What is brought back, and what may be lost. Every time is in milliseconds. */
export interface PatchDriftOptions {
  /** The objects by name, as `findDrift` shows them; by default all that is not ignored. */
  readonly objects?: readonly string[];
  /** What may be lost, in the words of the refusals: `"drop column users.nickname"`. */
  readonly allow?: readonly string[];
  /** What is one object under another name: `{ "column users.full_name": "name" }` gives the known name back. */
  readonly renames?: Readonly<Record<string, string>>;
  /** Whether it is only said what would be done. Nothing is written then. Default `false`. */
  readonly dryRun?: boolean;
  /** Whether data that a step destroys is put aside before. Default `true`. */
  readonly backupBeforeMigration?: boolean;
  /** How long to wait for other migrations. Default 300,000. */
  readonly waitMs?: number;
  readonly onProgress?: (event: MigrationProgress) => void;
  readonly signal?: AbortSignal;
}

const NAMES: readonly string[] = [
  "objects",
  "allow",
  "renames",
  "dryRun",
  "backupBeforeMigration",
  "waitMs",
  "onProgress",
  "signal",
] satisfies (keyof PatchDriftOptions)[];

/** What a patch came to, or would come to. */
export interface DriftPatchResult {
  /** Whether everything that was asked for is as it is known now. */
  readonly success: boolean;
  readonly plan: MigrationPlan;
  /** The steps, and what was refused because nobody has allowed it. */
  readonly preview: MigrationPreview;
  /** In history; absent when nothing was done. */
  readonly migrationId?: string;
}

/** The work of the exported `patchDrift`, which says what it promises. */
export async function patchDrift(
  connection: Connection,
  models: Schema,
  options: PatchDriftOptions = {},
): Promise<DriftPatchResult> {
  checkOptionNames("patchDrift", options, NAMES);
  const { objects, allow = [], renames = {}, dryRun = false, ...apply } = options;
  const look = await lookForDrift(connection, models);
  const items = objects === undefined ? look.open : objects.map((name) => itemNamed(name, look));
  const { sides } = look;
  const index = indexCatalog(sides.actual);
  const named = Object.fromEntries(Object.entries(renames).map(([key, name]) => [findObject(key, index), name]));
  const planned = await planPatch(connection, sides, items, { allow, renames: named });
  const { plan } = planned;
  const preview = previewOf(connection.target, { ...lookOf(sides), renames: named }, planned);
  const success = plan.refused.length === 0 && plan.questions.length === 0;
  if (dryRun || plan.segments.length === 0) return Object.freeze({ success, plan, preview });
  const { migrationId } = await applyMigration(connection, plan, { ...apply, name: "Patch what was changed by hand" });
  return Object.freeze({ success, plan, preview, ...(migrationId !== undefined && { migrationId }) });
}
