import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pnpmCommand } from "@dataflow-tooling/scripts/pnpm-command";
import { run } from "./run.ts";

/** The root of the repository. */
export const ROOT = join(import.meta.dirname, "../../..");

/**
 * Builds the packages and packs them as they would be published.
 *
 * @param destination where the archives go
 * @returns the archives, of what an application installs
 */
export async function packPackages(destination: string): Promise<readonly string[]> {
  await run(ROOT, [
    join(ROOT, "node_modules/.bin/turbo"),
    "run",
    "build",
    "--filter=./packages/*",
    "--output-logs=errors-only",
  ]);
  // The packages for tests bring a driver of their own, so they would hide that one is missing.
  const names = readdirSync(join(ROOT, "packages")).filter((name) => !name.startsWith("testing"));
  const folders = names.map((name) => join(ROOT, "packages", name));
  return Promise.all(folders.map((folder) => packOne(folder, destination)));
}

async function packOne(folder: string, destination: string): Promise<string> {
  const [program, ...args] = pnpmCommand();
  const output = await run(folder, [program, ...args, "pack", "--json", "--pack-destination", destination]);
  const { filename } = JSON.parse(output) as { readonly filename: string }; // pnpm prints it
  return filename;
}
