import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { TestProjectInlineConfiguration } from "vitest/config";

/** Packages resolve to their sources, so tests need no build. Naming conditions replaces the defaults; these are they. */
const SOURCE_CONDITIONS = ["@dataflow/source", "node", "development|production"];

/** How every part of a run resolves packages: tests in the first environment, the global setup in the second. */
export const SOURCE_RESOLUTION = {
  resolve: { conditions: SOURCE_CONDITIONS },
  environments: {
    ssr: { resolve: { conditions: SOURCE_CONDITIONS } },
    __vitest__: { resolve: { conditions: SOURCE_CONDITIONS } },
  },
};

/**
 * The test project of one workspace package: `*.test.ts` and `*.property.test.ts` run, `*.test-d.ts` are type-checked.
 * It inherits nothing from the root configuration: it would inherit the global setup too, and start a second server.
 *
 * @param folder the package's folder
 * @returns its part of the configuration
 */
export function packageProject(folder: string): TestProjectInlineConfiguration {
  const hasTypeTests = readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" }).some((path) =>
    path.endsWith(".test-d.ts"),
  );
  return {
    ...SOURCE_RESOLUTION,
    root: folder,
    test: {
      name: basename(folder),
      include: ["**/*.test.{ts,mjs}"],
      exclude: ["**/node_modules/**", "**/dist/**"],
      // Native modules may not survive being loaded by several threads of one process.
      pool: "forks",
      testTimeout: 30_000,
      hookTimeout: 60_000,
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
