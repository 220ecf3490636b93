import { existsSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { CostReporter } from "./tooling/vitest/src/cost-reporter.ts";
import { packageProject, SOURCE_RESOLUTION } from "./tooling/vitest/src/package-project.ts";
import { TotalLineReporter } from "./tooling/vitest/src/total-line-reporter.ts";

const root = import.meta.dirname;

/** Every workspace package is a project named like its folder: `vitest --project query`. */
const folders = ["packages", "apps", "tests", "tooling"].flatMap((group) =>
  readdirSync(join(root, group))
    .map((name) => join(root, group, name))
    .filter((folder) => existsSync(join(folder, "tsconfig.json")) && existsSync(join(folder, "src"))),
);

export default defineConfig({
  ...SOURCE_RESOLUTION,
  test: {
    projects: folders.map(packageProject),
    // Vitest leaves a core to itself, which on two cores is every second one. Most files wait for a database anyway.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: join(root, "tooling/vitest/src/global-setup.ts"),
    reporters: ["default", new CostReporter(), new TotalLineReporter()],
  },
});
