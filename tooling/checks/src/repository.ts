import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What a check needs of a `package.json`. */
export interface PackageManifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** A package of the workspace. */
export interface WorkspacePackage {
  /** From the root: `"packages/core"`. */
  readonly folder: string;
  readonly manifest: PackageManifest;
}

/** The files and packages that checks look at. */
export interface Repository {
  readonly root: string;
  /** Every file that is or would be committed, from the root. */
  readonly files: readonly string[];
  readonly packages: readonly WorkspacePackage[];
  read(file: string): string;
}

/**
 * Reads what there is.
 *
 * @param root the root of the repository
 * @returns its files and packages
 */
export async function readRepository(root: string): Promise<Repository> {
  const listing = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const { stdout } = await run("git", listing, { cwd: root, maxBuffer: 64 * 1024 ** 2 });
  const files = [...new Set(stdout.split("\0"))].filter((file) => file !== "" && existsSync(join(root, file)));
  return {
    root,
    files: files.sort(),
    packages: ["packages", "apps", "tests", "tooling"].flatMap((group) => packagesIn(root, group)),
    read: (file) => readFileSync(join(root, file), "utf8"),
  };
}

function packagesIn(root: string, group: string): readonly WorkspacePackage[] {
  return readdirSync(join(root, group))
    .map((name) => `${group}/${name}`)
    .filter((folder) => existsSync(join(root, folder, "package.json")))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) }));
}

/** Whether a file is TypeScript that a published package runs: neither a test nor a fixture of one. */
export function isProductionSource(file: string): boolean {
  if (file.includes("/src/test-support/")) return false;
  return /^packages\/[^/]+\/src\/.*\.ts$/.test(file) && !/\.(test|test-d|property\.test|fixture|bench)\.ts$/.test(file);
}

/** Whether a file is TypeScript of this repository. */
export function isTypeScript(file: string): boolean {
  return /^(packages|apps|tests|tooling)\/.*\.ts$/.test(file) && !file.endsWith(".d.ts");
}
