import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { TestProjectInlineConfiguration } from "vitest/config";

/** Packages resolve to their sources, so tests need no build. Naming conditions replaces the defaults; these are they. */
export const SOURCE_CONDITIONS = ["@dataflow/source", "node", "development|production"];

/**
 * The test project of one workspace package: `*.test.ts` and `*.property.test.ts` run, `*.test-d.ts` are type-checked.
 *
 * @param folder the package's folder
 * @returns its part of the configuration
 */
export function packageProject(folder: string): TestProjectInlineConfiguration {
  const hasTypeTests = readdirSync(folder, { recursive: true, encoding: "utf8" }).some(
    (path) => path.endsWith(".test-d.ts") && !path.includes("node_modules"),
  );
  return {
    extends: true,
    root: folder,
    test: {
      name: basename(folder),
      include: ["**/*.test.{ts,mjs}"],
      exclude: ["**/node_modules/**", "**/dist/**"],
      typecheck: {
        // The compiler starts once for each project that has type tests, so the others do not ask for it.
        enabled: hasTypeTests,
        checker: "tsc",
        include: ["**/*.test-d.ts"],
        tsconfig: join(folder, "tsconfig.json"),
        // Errors outside of type tests are what `typecheck` reports.
        ignoreSourceErrors: true,
      },
    },
  };
}
