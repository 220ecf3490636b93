import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { databases } from "@dataflow-tooling/vitest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PackedPackages, packPackages } from "./packed-packages.ts";
import { compileExamples, type Driver, EXAMPLES, installProject, writeExamples } from "./project.ts";
import { run } from "./run.ts";
import { compileTests, installRunners, NODE_TESTS, runVitest, writeTests } from "./tests-project.ts";

const MINUTES = 60_000;
const DRIVERS = { postgres: "pg", sqlite: "better-sqlite3" } as const satisfies Record<string, Driver>;

const outside = mkdtempSync(join(tmpdir(), "dataflow-packed-"));
afterAll(() => rmSync(outside, { recursive: true, force: true }));

let archives: PackedPackages = { application: [], testing: [] };
beforeAll(async () => {
  archives = await packPackages(outside);
}, 10 * MINUTES);

describe.each(databases)("a project with $name only", ({ name, freshUrl }) => {
  const folder = join(outside, name);
  beforeAll(async () => {
    await installProject(folder, archives.application, DRIVERS[name]);
    writeExamples(folder);
    // It also writes what the tests below run, so it is no test of its own; when it fails, all of them do.
    await compileExamples(folder, "node16");
  }, 10 * MINUTES);

  it("has only the driver that it asked for", () => {
    const installed = Object.values(DRIVERS).filter((driver) => existsSync(join(folder, "node_modules", driver)));
    expect(installed).toEqual([DRIVERS[name]]);
  });

  it("has types that a bundler resolves", () => compileExamples(folder, "bundler"), 2 * MINUTES);

  it.each(EXAMPLES)(
    "runs the example %s",
    async (file) => {
      const compiled = file.replace(/(?=ts$)t/, "j");
      const output = await run(folder, [process.execPath, compiled, await freshUrl()]);
      expect(JSON.parse(output)).toEqual({ isConnected: true, total: "250.00", status: "pending", names: ["Alice"] });
    },
    MINUTES,
  );
});

describe("a project whose tests use @dataflow/testing", () => {
  const folder = join(outside, "tests");
  beforeAll(async () => {
    await installProject(folder, [...archives.application, ...archives.testing], "better-sqlite3");
    installRunners(folder);
    writeTests(folder);
    // The types of every entry, and what the tests below run.
    await compileTests(folder);
  }, 10 * MINUTES);

  it.each(NODE_TESTS)(
    "runs %s with Node's own runner",
    async (file) => expect(await run(folder, [process.execPath, "--test-reporter=tap", file])).toMatch(/^# fail 0$/m),
    MINUTES,
  );

  it("runs tests with vitest", async () => expect(await runVitest(folder)).toContain("1 passed"), MINUTES);
});
