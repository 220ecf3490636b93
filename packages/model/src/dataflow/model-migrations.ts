import type { Connection } from "@dataflow/database";
import {
  answerRename,
  type MigrationPreview,
  migrateModels,
  type RenameAnswer,
  type RollbackOptions,
  type RollbackResult,
  rollbackMigration,
} from "@dataflow/migrations";
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
    super(connection, () => demand().tables);
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
}
