import { cpSync } from "node:fs";
import { join } from "node:path";
import { compile, link } from "./project.ts";
import { run } from "./run.ts";

const SOURCES = join(import.meta.dirname, "../project");

/** The tests for Node's own runner, compiled: as an ES module and as a CommonJS one, and one that loads both forms. */
export const NODE_TESTS = ["node-tests.mjs", "node-tests.cjs", "exported-names.mjs"] as const;

/**
 * Gives a project what the packages for tests only ask for: a runner and a generator of input.
 *
 * @param folder the project
 */
export function installRunners(folder: string): void {
  for (const name of ["vitest", "fast-check"]) link(folder, name);
}

/**
 * Writes tests that use every entry of the package into a project.
 *
 * @param folder the project
 */
export function writeTests(folder: string): void {
  for (const file of ["node-tests.mts", "node-tests.cts"]) cpSync(join(SOURCES, "node-tests.ts"), join(folder, file));
  cpSync(join(SOURCES, "exported-names.ts"), join(folder, "exported-names.mts"));
  cpSync(join(SOURCES, "vitest-tests.ts"), join(folder, "vitest.test.mts"));
}

/**
 * Checks the types of the tests, and compiles them.
 *
 * @param folder the project
 * @throws Error with what the compiler said
 */
export async function compileTests(folder: string): Promise<void> {
  await compile(folder, [
    "--module",
    "node16",
    "node-tests.mts",
    "node-tests.cts",
    "exported-names.mts",
    "vitest.test.mts",
  ]);
}

/**
 * Runs the tests for vitest.
 *
 * @param folder the project
 * @returns what it printed
 */
export async function runVitest(folder: string): Promise<string> {
  const program = join(folder, "node_modules/vitest/vitest.mjs");
  return run(folder, [process.execPath, program, "run", "--root", folder, "vitest.test.mjs"]);
}
