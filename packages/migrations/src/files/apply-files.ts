import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { applyMigration } from "../apply/apply-migration.ts";
import type { ApplyMigrationOptions } from "../apply/apply-options.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readRecords } from "../history/migration-record.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { elsewhere, filesChanged, filesOutOfOrder } from "./file-errors.ts";
import { adoptFiles, recordOf, strangeRecords } from "./file-history.ts";
import { readMigrationDirectory, readWholeDirectory } from "./migration-directory.ts";
import type { MigrationFile } from "./migration-file.ts";

/** How files are applied. */
export interface ApplyFilesOptions extends Omit<ApplyMigrationOptions, "name"> {
  /** Where the migrations are. */
  readonly directory: string;
}

/** What became of the files. */
export interface ApplyFilesResult {
  /** The migrations that this call applied, in order. */
  readonly applied: readonly string[];
  /** Those that the database had by other means: it was where they lead. */
  readonly adopted: readonly string[];
}

/** Where a migration is. `unfinished`: it was interrupted or failed, and goes on with the next `apply`. */
export type FileState = "applied" | "pending" | "unfinished" | "edited" | "missing" | "unexpected";

/** A migration of a directory, or one that the database knows and the directory does not. */
export interface FileStatus {
  readonly name: string;
  readonly state: FileState;
  readonly appliedAt?: string;
}

/** The work of the exported `applyMigrationFiles`, which says what it promises. */
export async function applyMigrationFiles(
  connection: Connection,
  { directory, ...options }: ApplyFilesOptions,
): Promise<ApplyFilesResult> {
  const files = await readWholeDirectory(directory);
  const adopted = [...(await adoptKnownState(connection, files, directory))];
  const applied: string[] = [];
  for (const file of files) {
    if (recordOf(file, await readRecords(connection))?.state === "applied") continue;
    const outcome = await applyOne(connection, file, options);
    if (outcome === "applied") applied.push(file.name);
    if (outcome === "adopted") adopted.push(file.name);
  }
  return { applied, adopted };
}

/** A database that was brought up to a file by other means is where that file leads: nothing has to be done for it. */
async function adoptKnownState(
  connection: Connection,
  files: readonly MigrationFile[],
  directory: string,
): Promise<readonly string[]> {
  const records = await readRecords(connection);
  const strange = strangeRecords(files, records);
  const names = new Set(files.map(({ name }) => name));
  if (strange.length > 0) {
    throw filesChanged(
      directory,
      strange.map(({ name }) => ({ file: `${name}.json`, problem: names.has(name) ? "edited" : "missing" })),
    );
  }
  const isKnown = files.map((file) => recordOf(file, records) !== undefined);
  const [gap, last] = [isKnown.indexOf(false), isKnown.lastIndexOf(true)];
  if (gap !== -1 && gap < last) throw filesOutOfOrder(files[gap]?.name ?? "", files[last]?.name ?? "");
  if (last !== -1) return [];
  const catalog = await readCatalog(connection);
  const reached = files.findLastIndex(({ plan }) => catalogFingerprint(catalog, plan.unspelled) === plan.to);
  const there = files.slice(0, reached + 1);
  return there.length > 0 && (await adoptFiles(connection, there)) ? there.map(({ name }) => name) : [];
}

/** Another process may apply the same file, and the next one too, while this one waits. */
async function applyOne(
  connection: Connection,
  file: MigrationFile,
  options: Omit<ApplyFilesOptions, "directory">,
): Promise<"applied" | "adopted" | "no"> {
  const isRecorded = async (): Promise<boolean> => recordOf(file, await readRecords(connection))?.state === "applied";
  try {
    const { state } = await applyMigration(connection, file.plan, { ...options, name: file.name });
    if (state === "applied") return "applied";
    // Somebody has done by hand what the file does: then that is where it leads.
    return !(await isRecorded()) && (await adoptFiles(connection, [file])) ? "adopted" : "no";
  } catch (error) {
    const isOutdated = isDataFlowError(error) && error.code === "MIGRATION.PLAN_OUTDATED";
    if (isOutdated && (await isRecorded())) return "no";
    throw isOutdated ? await elsewhere(connection, `where ${file.name} begins`, error) : error;
  }
}

/** The work of the exported `migrationFileStatus`, which says what it promises. */
export async function migrationFileStatus(connection: Connection, directory: string): Promise<readonly FileStatus[]> {
  const { files, problems } = await readMigrationDirectory(directory);
  const records = await readRecords(connection);
  const names = new Set(files.map(({ name }) => name));
  const strange = strangeRecords(files, records).map(
    ({ name }): FileStatus => ({ name, state: names.has(name) ? "edited" : "missing" }),
  );
  const wrong = problems.map(({ file, problem }): FileStatus => ({ name: file, state: problem }));
  const known = files.map((file): FileStatus => {
    const record = recordOf(file, records);
    if (record === undefined) return { name: file.name, state: "pending" };
    if (record.state !== "applied") return { name: file.name, state: "unfinished" };
    return { name: file.name, state: "applied", ...(record.finishedAt && { appliedAt: record.finishedAt }) };
  });
  const told = new Set(wrong.map(({ name }) => name.replace(/\.(json|sql)$/, "")));
  return Object.freeze([...known, ...strange.filter(({ name }) => !told.has(name)), ...wrong]);
}
