import type { Connection } from "@dataflow/database";
import type { DeclaredModels } from "../evolve/migrate-models.ts";
import type { ApplyFilesOptions, ApplyFilesResult, FileStatus } from "../files/apply-files.ts";
import type { GeneratedMigration, GenerateOptions } from "../files/generate-migration.ts";

/**
 * Writes the way from a database, which has to be where the last file leads, to what models ask for. The database is only
 * read.
 *
 * @param connection the database
 * @param models the tables that the models ask for, and what they say about former names
 * @param options what it is called, where it is written, and what may be lost
 * @returns the name of the migration, and its plan
 * @throws MIGRATION.FILES_CHANGED when the directory is not whole
 * @throws MIGRATION.PLAN_OUTDATED when the database is not where the last file leads
 * @throws MIGRATION.UNDECIDED when something would be lost, or may have been renamed
 * @throws MIGRATION.INVALID_OPTION for a name that is none
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { generateMigration } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite:app.db");
 * const id = { name: "id", type: { kind: "integer" }, nullable: false } as const;
 * const notes = { name: "notes", columns: [id], primaryKey: { columns: ["id"] }, uniques: [], foreignKeys: [], indexes: [] };
 * await generateMigration(connection, { tables: [notes] }, { name: "add notes", directory: "migrations" });
 * await connection.close();
 * ```
 */
export async function generateMigration(
  connection: Connection,
  models: DeclaredModels,
  options: GenerateOptions,
): Promise<GeneratedMigration> {
  const work = await import("../schema-work.ts");
  return work.generateMigration(connection, models, options);
}

/**
 * Applies the migrations of a directory that the database does not have yet, in order and exactly as they are written.
 * Any number of processes may do it at once.
 *
 * @param connection the database, outside of any transaction
 * @param options where the migrations are, and how they are applied
 * @returns what was applied
 * @throws MIGRATION.FILES_CHANGED, MIGRATION.FILES_OUT_OF_ORDER and nothing was done
 * @throws MIGRATION.PLAN_OUTDATED when the database is not where a migration begins
 * @throws MIGRATION.* as `applyMigration` does
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { applyMigrationFiles } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite:app.db");
 * const { applied } = await applyMigrationFiles(connection, { directory: "migrations" });
 * console.log(applied);
 * await connection.close();
 * ```
 */
export async function applyMigrationFiles(
  connection: Connection,
  { directory, ...options }: ApplyFilesOptions,
): Promise<ApplyFilesResult> {
  const work = await import("../schema-work.ts");
  return work.applyMigrationFiles(connection, { directory, ...options });
}

/**
 * Says where each migration of a directory is. It only reads, and what is wrong is told, not thrown.
 *
 * @param connection the database
 * @param directory where the migrations are
 * @returns the migrations in order, then those that the directory lacks
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { migrationFileStatus } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite:app.db");
 * console.log(await migrationFileStatus(connection, "migrations"));
 * await connection.close();
 * ```
 */
export async function migrationFileStatus(connection: Connection, directory: string): Promise<readonly FileStatus[]> {
  const work = await import("../schema-work.ts");
  return work.migrationFileStatus(connection, directory);
}
