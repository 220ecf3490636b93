import type { Connection } from "@dataflow/database";
import { indexCatalog } from "../catalog/catalog.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { asKnown, readOverlooked } from "../drift/overlooked.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { lookAtModels, type ModelsLook } from "../evolve/look-at-models.ts";
import type { DeclaredModels } from "../evolve/migrate-models.ts";
import { planModels } from "../evolve/plan-models.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import type { PlanOptions } from "../plan/plan-options.ts";
import { elsewhere, undecided } from "./file-errors.ts";
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

/** The work of the exported `generateMigration`, which says what it promises. */
export async function generateMigration(
  connection: Connection,
  models: DeclaredModels,
  options: GenerateOptions,
): Promise<GeneratedMigration> {
  const { name, directory, allow = [], renames = {}, concurrently = false } = options;
  const files = await readWholeDirectory(directory);
  const word = fileWord(name);
  const look = await lookForFile(connection, { models, renames, last: files.at(-1) });
  const { plan } = await planModels(connection, look, { allow, concurrently, countRows: false });
  if (plan.questions.length > 0 || plan.refused.length > 0) throw undecided(plan);
  if (plan.segments.length === 0) return { plan };
  const file = `${String(files.length + 1).padStart(4, "0")}_${word}`;
  await writeMigration(directory, { name: file, plan, models: { tables: models.tables } });
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

/** What `autoMigrate` looks at too, but for what was given up: the last file knows that, not this database. */
async function lookForFile(connection: Connection, { models, renames, last }: FileRequest): Promise<ModelsLook> {
  const { previous: _, ...look } = await lookAtModels(connection, {
    wanted: { tables: models.tables },
    hints: models.hints ?? [],
    renames,
  });
  const actual = asKnown(look.actual, await readOverlooked(connection, look.actual));
  if (last !== undefined && catalogFingerprint(actual, last.plan.unspelled) !== last.plan.to)
    throw await elsewhere(connection, `where ${last.name} leads`);
  return { ...look, actual, index: indexCatalog(actual), previous: last?.models };
}

/** What a file is made for. */
interface FileRequest {
  readonly models: DeclaredModels;
  readonly renames: Readonly<Record<string, string>>;
  readonly last: MigrationFile | undefined;
}
