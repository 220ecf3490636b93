import { cpSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ROOT } from "./packed-packages.ts";
import { run } from "./run.ts";

/** The database driver that a project has, the only one. */
export type Driver = "pg" | "better-sqlite3";

const VERSIONS: Readonly<Record<Driver, string>> = { pg: "pg@^8.23.1", "better-sqlite3": "better-sqlite3@^12.11.1" };

/**
 * Installs the archives with npm in a new folder, with one driver only.
 *
 * @param folder where; outside of the repository, so nothing of it is found by accident
 * @param archives the packed packages
 * @param driver the one driver
 */
export async function installProject(folder: string, archives: readonly string[], driver: Driver): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "outside", private: true, version: "1.0.0" }));
  // Scripts would compile the driver again; what this machine has compiled is copied instead.
  const flags = ["--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  await run(folder, ["npm", "install", ...flags, ...archives, VERSIONS[driver]]);
  if (driver === "better-sqlite3") copyCompiledDriver(folder);
  link(folder, "@types/node");
}

function copyCompiledDriver(folder: string): void {
  const require = createRequire(import.meta.url);
  const compiled = join(dirname(require.resolve("better-sqlite3/package.json")), "build/Release/better_sqlite3.node");
  const target = join(folder, "node_modules/better-sqlite3/build/Release");
  mkdirSync(target, { recursive: true });
  cpSync(compiled, join(target, "better_sqlite3.node"));
}

/** Puts a package of this repository into a project; npm would bring the same once more. */
export function link(folder: string, name: string): void {
  const path = join(folder, "node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(realpathSync(join(ROOT, "node_modules", name)), path);
}

/** The example, imported from the one package and from the individual ones, as an ES module and as a CommonJS one. */
export const EXAMPLES = ["from-all.mts", "from-all.cts", "from-packages.mts", "from-packages.cts"] as const;

const IMPORT_OF_ALL = /^import \{.*\} from "@dataflow\/all";$/m;
const IMPORTS_OF_PACKAGES = `import { LocalRuntime } from "@dataflow/core";
import { DataFlow, defineModel, field } from "@dataflow/model";`;

/**
 * Writes every form of the example into a project.
 *
 * @param folder the project
 */
export function writeExamples(folder: string): void {
  const text = readFileSync(join(import.meta.dirname, "../project/example.ts"), "utf8");
  if (!IMPORT_OF_ALL.test(text))
    throw new Error("the example has to import everything from @dataflow/all, in one line");
  for (const file of EXAMPLES) {
    writeFileSync(
      join(folder, file),
      file.startsWith("from-all") ? text : text.replace(IMPORT_OF_ALL, IMPORTS_OF_PACKAGES),
    );
  }
}

/**
 * Checks the types of every form of the example, and compiles them when modules are resolved as Node does.
 *
 * @param folder the project
 * @param resolution how imports are resolved
 * @throws Error with what the compiler said
 */
export async function compileExamples(folder: string, resolution: "node16" | "bundler"): Promise<void> {
  const modules =
    resolution === "node16"
      ? ["--module", "node16"]
      : ["--module", "esnext", "--moduleResolution", "bundler", "--noEmit"];
  await compile(folder, [...modules, ...EXAMPLES]);
}

/**
 * Runs the compiler of this repository in a project.
 *
 * @param folder the project
 * @param args how modules are resolved, and the files
 * @throws Error with what the compiler said
 */
export async function compile(folder: string, args: readonly string[]): Promise<void> {
  const flags = ["--target", "es2022", "--strict", "--skipLibCheck", "--types", "node"];
  await run(folder, [process.execPath, join(ROOT, "node_modules/typescript/bin/tsc"), ...flags, ...args]);
}
