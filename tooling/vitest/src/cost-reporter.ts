import type { Reporter, TestCase, TestModule } from "vitest/node";
// For what it declares that a test file says about itself.
import type {} from "./databases.ts";

const SLOWEST = 20;

/**
 * Prints where the time of a run went, with `DATAFLOW_TEST_COSTS=1`: per project, and the slowest tests. Copies that
 * fixtures make do not count as new databases.
 */
export class CostReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (process.env.DATAFLOW_TEST_COSTS !== "1") return;
    console.log(`\n${costsByProject(modules).join("\n")}\n\n${slowestTests(modules).join("\n")}\n`);
  }
}

interface Costs {
  files: number;
  tests: number;
  /** Milliseconds in tests and their hooks, in loading the files, in making databases. */
  running: number;
  loading: number;
  making: number;
  databases: number;
}

function costsByProject(modules: readonly TestModule[]): readonly string[] {
  const projects = new Map<string, Costs>();
  for (const module of modules) addCosts(projects, module);
  const sorted = [...projects].sort(([, one], [, other]) => other.running - one.running);
  return [
    "project          files   tests  in tests   loading  new databases  in making them",
    ...sorted.map(([name, { files, tests, running, loading, databases, making }]) =>
      [
        name.padEnd(16),
        String(files).padStart(6),
        String(tests).padStart(8),
        seconds(running).padStart(10),
        seconds(loading).padStart(10),
        String(databases).padStart(15),
        seconds(making).padStart(16),
      ].join(""),
    ),
  ];
}

function addCosts(projects: Map<string, Costs>, module: TestModule): void {
  const { duration, collectDuration, setupDuration, environmentSetupDuration } = module.diagnostic();
  const { databases = 0, databaseTime = 0 } = module.meta();
  const before = projects.get(module.project.name);
  projects.set(module.project.name, {
    files: (before?.files ?? 0) + 1,
    tests: (before?.tests ?? 0) + [...module.children.allTests()].length,
    running: (before?.running ?? 0) + duration,
    loading: (before?.loading ?? 0) + collectDuration + setupDuration + environmentSetupDuration,
    making: (before?.making ?? 0) + databaseTime,
    databases: (before?.databases ?? 0) + databases,
  });
}

function slowestTests(modules: readonly TestModule[]): readonly string[] {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const slowest = tests.sort((one, other) => timeOf(other) - timeOf(one)).slice(0, SLOWEST);
  return slowest.map((test) => {
    const { project, relativeModuleId } = test.module;
    return `${seconds(timeOf(test)).padStart(8)}  ${project.name} ${relativeModuleId} > ${test.fullName}`;
  });
}

function timeOf(test: TestCase): number {
  return test.diagnostic()?.duration ?? 0;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
