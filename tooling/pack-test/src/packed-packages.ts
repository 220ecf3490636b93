import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pnpmCommand } from "@dataflow-tooling/scripts/pnpm-command";
import { run } from "./run.ts";

/** The root of the repository. */
export const ROOT = join(import.meta.dirname, "../../..");

/** The archives of the packages, as they would be published. */
export interface PackedPackages {
  /** What an application installs. */
  readonly application: readonly string[];
  /** What its tests need beside that. */
  readonly testing: readonly string[];
}

/**
 * Builds the packages and packs them as they would be published.
 *
 * @param destination where the archives go
 * @returns the archives
 */
export async function packPackages(destination: string): Promise<PackedPackages> {
  await run(ROOT, [
    join(ROOT, "node_modules/.bin/turbo"),
    "run",
    "build",
    "--filter=./packages/*",
    "--output-logs=errors-only",
  ]);
  const names = readdirSync(join(ROOT, "packages"));
  const pack = (some: readonly string[]) =>
    Promise.all(some.map((name) => packOne(join(ROOT, "packages", name), destination)));
  // The packages for tests bring a driver of their own, so they would hide that one is missing.
  return {
    application: await pack(names.filter((name) => !name.startsWith("testing"))),
    testing: await pack(names.filter((name) => name.startsWith("testing"))),
  };
}

async function packOne(folder: string, destination: string): Promise<string> {
  const [program, ...args] = pnpmCommand();
  const output = await run(folder, [program, ...args, "pack", "--json", "--pack-destination", destination]);
  const { filename } = JSON.parse(output) as { readonly filename: string }; // pnpm prints it
  return filename;
}
