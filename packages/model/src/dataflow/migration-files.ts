import type { Connection } from "@dataflow/database";
import {
  type ApplyFilesOptions,
  type ApplyFilesResult,
  applyMigrationFiles,
  type DeclaredModels,
  type FileStatus,
  type GeneratedMigration,
  type GenerateOptions,
  generateMigration,
  migrationFileStatus,
} from "@dataflow/migrations";

/**
 * Migrations as files: written where models are developed, reviewed, and applied in production exactly as they are.
 *
 * @example
 * ```ts
 * import { DataFlow, defineModel, field } from "@dataflow/model";
 *
 * const Note = defineModel("Note", { text: field.text() });
 * const db = new DataFlow("sqlite:app.db", { models: { Note }, autoMigrate: false });
 * await db.migrations.generate({ name: "add notes", directory: "migrations" });
 * await db.migrations.apply({ directory: "migrations" });
 * await db.close();
 * ```
 */
export class MigrationFiles {
  readonly #connection: Connection;
  readonly #models: () => DeclaredModels;

  /**
   * @param connection the database
   * @param models all that the models ask for
   */
  constructor(connection: Connection, models: () => DeclaredModels) {
    this.#connection = connection;
    this.#models = models;
  }

  /**
   * Writes the way from this database to what the models ask for: a plan with its hash, its SQL for people, and the sums
   * of all files. The database is only read.
   *
   * @param options what the migration is called, where it is written, and what may be lost
   * @returns the name of the migration, absent when there is nothing to change, and its plan
   * @throws MIGRATION.UNDECIDED when something would be lost, or may have been renamed
   * @throws MIGRATION.PLAN_OUTDATED when the database is not where the last file leads
   * @throws MIGRATION.FILES_CHANGED when the directory is not whole
   */
  generate(options: GenerateOptions): Promise<GeneratedMigration> {
    return generateMigration(this.#connection, this.#models(), options);
  }

  /**
   * Applies the migrations of a directory that the database does not have yet, in order.
   *
   * @param options where the migrations are, and how they are applied
   * @returns what was applied
   * @throws MIGRATION.FILES_CHANGED, MIGRATION.FILES_OUT_OF_ORDER and nothing was done
   * @throws MIGRATION.PLAN_OUTDATED when the database is not where a migration begins
   * @throws MIGRATION.STEP_FAILED when a step cannot be done; it says what was kept
   */
  apply(options: ApplyFilesOptions): Promise<ApplyFilesResult> {
    return applyMigrationFiles(this.#connection, options);
  }

  /**
   * Says where each migration of a directory is: applied, pending, edited. It only reads.
   *
   * @param options where the migrations are
   * @returns the migrations in order
   */
  status({ directory }: { readonly directory: string }): Promise<readonly FileStatus[]> {
    return migrationFileStatus(this.#connection, directory);
  }
}
