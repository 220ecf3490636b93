// Programs of tests, bundled once, so that each of many processes is there in a fraction of a second.
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";

/**
 * Bundles a program; native modules stay where they are installed.
 *
 * @param source the program's source
 * @returns the bundle, alone in a folder of its own
 */
export async function bundleProcess(source: string): Promise<string> {
  const databasePackage = createRequire(createRequire(source).resolve("@dataflow/database/package.json"));
  const name = basename(source).replace(/\.fixture\.ts$/, ".mjs");
  const outfile = join(mkdtempSync(join(tmpdir(), "dataflow-process-")), name);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["@dataflow/source"],
    alias: { "better-sqlite3": databasePackage.resolve("better-sqlite3") },
    external: [databasePackage.resolve("better-sqlite3"), "pg-native"],
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: "error",
  });
  return outfile;
}

/** Removes a bundle with its folder. */
export async function removeBundle(bundle: string): Promise<void> {
  if (bundle !== "") await rm(dirname(bundle), { recursive: true, force: true });
}
