import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assertPlanSealed } from "../plan/seal-migration-plan.ts";
import { filesChanged } from "./file-errors.ts";
import { type MigrationFile, parseMigrationFile, printMigrationFile, printMigrationSql } from "./migration-file.ts";
import { checkSums, type FileContents, type FileProblem, printSums, SUM_FILE } from "./sum-file.ts";

/** The name of a migration that came from a file. */
export const FILE_NAME = /^\d{4}_[a-z0-9_]+$/;

/** What a directory holds. */
export interface MigrationDirectory {
  readonly files: readonly MigrationFile[];
  readonly problems: readonly FileProblem[];
}

/**
 * Reads a directory of migrations.
 *
 * @param directory where they are; one that is not there has none
 * @returns the migrations that can be read, in order, and what is wrong
 */
export async function readMigrationDirectory(directory: string): Promise<MigrationDirectory> {
  const { contents, sums } = await readContents(directory);
  const problems = checkSums(contents, sums);
  const isWrong = new Set(problems.map(({ file }) => file));
  const files = [...contents]
    .filter(([name]) => name.endsWith(".json") && !isWrong.has(name))
    .map(([, text]) => parseMigrationFile(text));
  for (const { plan } of files) assertPlanSealed(plan);
  return { files, problems };
}

/**
 * Reads a directory that has to be whole.
 *
 * @param directory where the migrations are
 * @returns the migrations, in order
 * @throws MIGRATION.FILES_CHANGED with the name of every file that was edited, is missing, or is not known
 */
export async function readWholeDirectory(directory: string): Promise<readonly MigrationFile[]> {
  const { files, problems } = await readMigrationDirectory(directory);
  if (problems.length > 0) throw filesChanged(directory, problems);
  return files;
}

/**
 * Adds a migration to a directory: the plan, its SQL for people, and the sums of all files.
 *
 * @param directory where the migrations are
 * @param file the migration
 */
export async function writeMigration(directory: string, file: MigrationFile): Promise<void> {
  await mkdir(directory, { recursive: true });
  const { contents } = await readContents(directory);
  const added: readonly (readonly [string, string])[] = [
    [`${file.name}.json`, printMigrationFile(file)],
    [`${file.name}.sql`, printMigrationSql(file)],
  ];
  for (const [name, content] of added) await writeFile(join(directory, name), content, { flag: "wx" });
  const temporary = join(directory, `${SUM_FILE}.new`);
  await writeFile(temporary, printSums(new Map([...contents, ...added])));
  await rename(temporary, join(directory, SUM_FILE));
}

async function readContents(directory: string): Promise<{ readonly contents: FileContents; readonly sums: string }> {
  const names: readonly string[] = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const contents = new Map<string, string>();
  for (const name of names.filter((one) => /\.(json|sql)$/.test(one)).sort()) {
    contents.set(name, await readFile(join(directory, name), "utf8"));
  }
  const sums = names.includes(SUM_FILE) ? await readFile(join(directory, SUM_FILE), "utf8") : "";
  return { contents, sums };
}
