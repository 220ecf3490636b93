import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Check, Finding } from "../check.ts";
import type { Repository } from "../repository.ts";

const run = promisify(execFile);

/**
 * A package that changed since its last release has a changeset that says how. It needs no base branch: the last
 * release of a package is the last commit that wrote its CHANGELOG.md, in a fresh clone as on a branch.
 */
export const changesets: Check = {
  name: "changesets",
  async run(repository) {
    const announced = announcedPackages(
      repository.files
        .filter((file) => /^\.changeset\/(?!README)[^/]+\.md$/.test(file))
        .map((file) => repository.read(file)),
    );
    const published = repository.packages.filter(({ folder }) => folder.startsWith("packages/"));
    const changed = await Promise.all(
      published.map(async ({ folder, manifest }) => ({
        name: manifest.name,
        folder,
        files: await changedFiles(repository, folder),
      })),
    );
    return changesetFindings(changed, announced);
  },
};

/** A package and what changed in it since its last release. */
export interface ChangedPackage {
  readonly name: string;
  readonly folder: string;
  readonly files: readonly string[];
}

/**
 * The changed packages that no changeset names.
 *
 * @param packages every published package
 * @param announced those that changesets name
 */
export function changesetFindings(
  packages: readonly ChangedPackage[],
  announced: ReadonlySet<string>,
): readonly Finding[] {
  return packages
    .filter(({ name, files }) => files.some(isShipped) && !announced.has(name))
    .map(({ name, folder, files }) => ({
      place: folder,
      why: `it changed since its last release (${files.find(isShipped)}), but no changeset says how`,
      fix: `run "pnpm changeset" and name ${name}`,
    }));
}

/**
 * The packages that changesets name.
 *
 * @param texts the files of `.changeset`
 */
export function announcedPackages(texts: readonly string[]): ReadonlySet<string> {
  const heads = texts.map((text) => /^---\n([\s\S]*?)\n---/.exec(text)?.[1] ?? "");
  return new Set(
    heads.flatMap((head) =>
      [...head.matchAll(/^["']?([^"':]+)["']?: *(?:major|minor|patch)/gm)].map((match) => match[1] ?? ""),
    ),
  );
}

/** Whether users would notice a change to a file: tests and settings of the repository do not reach them. */
function isShipped(file: string): boolean {
  return /\/(?:src\/.*\.ts|package\.json|README\.md)$/.test(file) && !/\.(?:test|test-d|fixture|bench)\.ts$/.test(file);
}

async function changedFiles({ root, files }: Repository, folder: string): Promise<readonly string[]> {
  const released = await git(root, "log", "-1", "--format=%H", "--", `${folder}/CHANGELOG.md`);
  if (released === "") return files.filter((file) => file.startsWith(`${folder}/`));
  return (await git(root, "diff", "--name-only", released, "--", folder)).split("\n").filter((line) => line !== "");
}

async function git(root: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run("git", [...args], { cwd: root });
  return stdout.trim();
}
