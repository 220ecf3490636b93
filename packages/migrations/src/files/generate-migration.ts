import type { Schema } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { desiredCatalog } from "../desired/desired-catalog.ts";
import { readSchema } from "../diff/read-schema.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { planMigration } from "../plan/plan-migration.ts";
import type { PlanOptions } from "../plan/plan-options.ts";
import { undecided } from "./file-errors.ts";
import { readWholeDirectory, writeMigration } from "./migration-directory.ts";
import type { MigrationFile } from "./migration-file.ts";

/** How a migration is written. */
export interface GenerateOptions extends Pick<PlanOptions, "allow" | "renames" | "concurrently"> {
  /** What it is called, in words: `"add notes"`. */
  readonly name: string;
  /** Where the migrations are; made when it is not there. */
  readonly directory: string;
}

/** A migration that was written. */
export interface GeneratedMigration {
  /** Absent when there is nothing to change, and nothing was written. */
  readonly file?: string;
  readonly plan: MigrationPlan;
}

/**
 * Writes the way from a database, which has to be where the last file leads, to what models ask for. The database is only
 * read.
 *
 * @param connection the database
 * @param wanted the tables that the models ask for
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
  wanted: Schema,
  options: GenerateOptions,
): Promise<GeneratedMigration> {
  const { name, directory, allow = [], renames = {}, concurrently } = options;
  const files = await readWholeDirectory(directory);
  const word = fileWord(name);
  const actual = await readCatalog(connection);
  const last = files.at(-1);
  if (last !== undefined && catalogFingerprint(actual, last.plan.unspelled) !== last.plan.to)
    throw elsewhere(connection, last);
  const meaning = await readSchema(connection, wanted);
  const previous = last === undefined ? {} : { previous: last.models };
  const desired = desiredCatalog({ actual, wanted, meaning, renames, allow, ...previous });
  const plan = planMigration(actual, desired, {
    allow,
    renames,
    ...(concurrently !== undefined && { concurrently }),
  });
  if (plan.questions.length > 0 || plan.refused.length > 0) throw undecided(plan);
  if (plan.segments.length === 0) return { plan };
  const file = `${String(files.length + 1).padStart(4, "0")}_${word}`;
  await writeMigration(directory, { name: file, plan, models: wanted });
  return { file, plan };
}

function fileWord(name: unknown): string {
  const word =
    typeof name === "string"
      ? name
          .toLowerCase()
          .replaceAll(/[^a-z0-9]+/g, "_")
          .replaceAll(/^_|_$/g, "")
      : "";
  if (word !== "" && word.length <= 80) return word;
  throw migrationErrors.create("INVALID_OPTION", {
    message: 'The option "name" of a migration has a value it cannot have',
    why: "the file is called after it",
    fix: 'say in a few words what changes: "add notes to orders"',
  });
}

function elsewhere(connection: Connection, last: MigrationFile): Error {
  return migrationErrors.create("PLAN_OUTDATED", {
    message: `${connection.target} is not where ${last.name} leads`,
    why: "the next migration begins where the last one ends, so it is made on a database that is there",
    fix: "apply the files first; where the database was changed by other means, use one that only the files have made",
    meta: { file: last.name },
  });
}
