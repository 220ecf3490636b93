import type { Connection } from "@dataflow/database";
import {
  answerRename,
  type DriftAnswer,
  type DriftPatchResult,
  findDrift,
  type MigrateOptions,
  type MigrationPlan,
  type MigrationPreview,
  type MigrationRunReport,
  type ModelsPlan,
  migrateModels,
  noteModelsReached,
  type PatchDriftOptions,
  patchDrift,
  planForModels,
  type RenameAnswer,
  type RollbackOptions,
  type RollbackResult,
  type RunMigrationOptions,
  rollbackMigration,
  runMigration,
  settleDrift,
} from "@dataflow/migrations";
import type { ModelDriftReport } from "../drift/drift-adoption.ts";
import { MigrationFiles } from "./migration-files.ts";
import type { ModelDemand } from "./schema-readiness.ts";

/**
 * The migrations of a DataFlow: `db.migrations`.
 *
 * @example
 * ```ts
 * import { DataFlow, defineModel, field } from "@dataflow/model";
 *
 * const User = defineModel("User", { fullName: field.text() });
 * const db = new DataFlow("sqlite:app.db", { models: { User } });
 * const { steps, refused } = await db.migrations.pending();
 * console.log(steps.length, refused.length);
 * await db.close();
 * ```
 */
export class ModelMigrations extends MigrationFiles {
  readonly #connection: Connection;
  readonly #demand: () => ModelDemand;
  readonly #changed: () => void;

  /**
   * @param connection the database
   * @param demand all that the models ask for
   * @param changed told when something was written that the next operation has to know
   */
  constructor(connection: Connection, demand: () => ModelDemand, changed: () => void) {
    super(connection, demand);
    this.#connection = connection;
    this.#demand = demand;
    this.#changed = changed;
  }

  /**
   * What the models ask for and the database does not have: what a start leaves to you. It reads, and writes nothing.
   *
   * @returns the steps, what is refused, and what has to be answered; no steps when nothing is pending
   */
  async pending(): Promise<MigrationPreview> {
    return (await migrateModels(this.#connection, this.#demand(), { dryRun: true })).preview;
  }

  /**
   * Says once and for all, for this database, what became of an object that may have been renamed.
   *
   * @param answer `{ renamed: "column users.name", to: "full_name" }`, or `{ separate: "column users.name" }` when it stays
   * beside the new one
   * @throws MIGRATION.UNKNOWN_RENAME when there is no such object
   */
  async answer(answer: RenameAnswer): Promise<void> {
    await answerRename(this.#connection, this.#demand(), answer);
    this.#changed();
  }

  /**
   * Takes migrations back, with the data that they destroyed as far as it was put aside: the given one and all after it.
   *
   * @param id the identity of a migration, or of a snapshot
   * @param options what may be lost on the way
   * @returns what was done, and which rows came back
   * @throws MIGRATION.UNKNOWN_MIGRATION, MIGRATION.ROLLBACK_BLOCKED, MIGRATION.NO_BACKUP, MIGRATION.BACKUP_DAMAGED
   */
  async rollback(id: string, options: RollbackOptions = {}): Promise<RollbackResult> {
    const result = await rollbackMigration(this.#connection, id, options);
    this.#changed();
    return result;
  }

  /**
   * What somebody did to the database by hand: what neither the models nor the history of migrations know. It reads, and
   * writes nothing.
   *
   * @returns each change with its evidence and the three ways on: what to write into the model to adopt it, the steps that
   * would bring the database back, or to ignore it
   */
  async drift(): Promise<ModelDriftReport> {
    const demand = this.#demand();
    const report = await findDrift(this.#connection, demand);
    const { adoptionOf } = await import("../on-demand.ts");
    const drifts = report.drifts.map((drift) => Object.freeze({ ...drift, adopt: adoptionOf(drift, demand.models) }));
    return Object.freeze({ ...report, drifts: Object.freeze(drifts) });
  }

  /**
   * Says what is to become of something that was changed by hand.
   *
   * @param answer `{ adopt: "column users.nickname" }`: it counts as known from now on; `{ ignore: "index users_city",
   * reason: "the reporting team keeps it" }`: it is left alone and listed; `{ forget: … }` takes either back
   * @throws MIGRATION.UNKNOWN_DRIFT when nothing of that name was changed by hand
   */
  async settleDrift(answer: DriftAnswer): Promise<void> {
    await settleDrift(this.#connection, this.#demand(), answer);
  }

  /**
   * Brings what was changed by hand back to what is known. What would lose data is left alone unless `allow` names it.
   *
   * @param options which objects, and what may be lost; `dryRun: true` only says what would be done
   * @returns the plan, what was done and what was refused
   * @throws MIGRATION.UNKNOWN_DRIFT, MIGRATION.STEP_FAILED, MIGRATION.LOCK_TIMEOUT
   */
  async patchDrift(options: PatchDriftOptions = {}): Promise<DriftPatchResult> {
    const result = await patchDrift(this.#connection, this.#demand(), options);
    if (result.migrationId !== undefined) this.#changed();
    return result;
  }

  /**
   * Plans the way from the database to the models, to be looked at and run with `run`. Nothing is written.
   *
   * @param options what may be lost, and what was renamed
   * @returns the plan, where it leads, and the preview of its steps
   * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
   */
  plan(options: Pick<MigrateOptions, "allow" | "renames" | "concurrently"> = {}): Promise<ModelsPlan> {
    return planForModels(this.#connection, this.#demand(), options);
  }

  /**
   * Runs a plan with as much care as its risk needs: assess, mitigate, stage, rehearse, lock, check, apply, verify, clean up.
   *
   * @param plan a plan for this database as it is: of `plan`, of a file, or of `planMigration`
   * @param options how much care, and what it may cost
   * @returns all that happened
   * @throws MIGRATION.SAFETY_TOO_LOW, MIGRATION.PLAN_OUTDATED, MIGRATION.PLAN_CHANGED
   * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
   * @example
   * ```ts
   * import { DataFlow, defineModel, field } from "@dataflow/model";
   *
   * const User = defineModel("User", { email: field.text() });
   * const db = new DataFlow("sqlite:app.db", { models: { User } });
   * const { plan, desired } = await db.migrations.plan({ allow: ["drop column users.nickname"] });
   * const report = await db.migrations.run(plan, { desired, safetyLevel: 3 });
   * console.log(report.success, report.risk.overallRiskLevel);
   * await db.close();
   * ```
   */
  async run(plan: MigrationPlan, options: RunMigrationOptions = {}): Promise<MigrationRunReport> {
    try {
      const report = await runMigration(this.#connection, plan, options);
      if (report.success) await noteModelsReached(this.#connection, this.#demand());
      return report;
    } finally {
      this.#changed();
    }
  }
}
