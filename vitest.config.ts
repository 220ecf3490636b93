import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { packageProject, SOURCE_CONDITIONS } from "./tooling/vitest/src/package-project.ts";
import { TotalLineReporter } from "./tooling/vitest/src/total-line-reporter.ts";

const root = import.meta.dirname;

/** Every workspace package is a project named like its folder: `vitest --project query`. */
const folders = ["packages", "apps", "tooling"].flatMap((group) =>
  readdirSync(join(root, group))
    .map((name) => join(root, group, name))
    .filter((folder) => existsSync(join(folder, "tsconfig.json"))),
);

export default defineConfig({
  resolve: { conditions: SOURCE_CONDITIONS },
  // Tests resolve in the first environment, the global setup in the second.
  environments: {
    ssr: { resolve: { conditions: SOURCE_CONDITIONS } },
    __vitest__: { resolve: { conditions: SOURCE_CONDITIONS } },
  },
  test: {
    projects: folders.map(packageProject),
    globalSetup: join(root, "tooling/vitest/src/global-setup.ts"),
    // Native modules may not survive being loaded by several threads of one process.
    pool: "forks",
    reporters: ["default", new TotalLineReporter()],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
