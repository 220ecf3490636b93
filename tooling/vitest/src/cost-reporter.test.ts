import { expect, it } from "vitest";
import { runCases } from "./run-cases.fixture.ts";

const reporter = ["cost-reporter.ts", "CostReporter"] as const;

it("shows files, tests, time and new databases, and the slowest test first", () => {
  const text = `
    import { afterAll } from "vitest";
    afterAll(({}, file) => void Object.assign(file.meta, { databases: 3, databaseTime: 1500 }));
    it("quick", () => {});
    it("slow", () => new Promise((done) => setTimeout(done, 400)));`;
  const { status, lines } = runCases({ text, reporter, env: { DATAFLOW_TEST_COSTS: "1" } });
  expect(status).toBe(0);
  const costs = lines.slice(lines.findIndex((line) => line.startsWith("project ")));
  expect(costs[1]).toMatch(/^ +1 +2 +\d+\.\d s +\d+\.\d s +3 +1\.5 s$/);
  expect(costs[3]).toMatch(/^ +0\.\d s +some\.case\.ts > slow$/);
  expect(costs[4]).toMatch(/some\.case\.ts > quick$/);
});

it("is silent unless it is asked", () => {
  const { lines } = runCases({ text: 'it("one", () => {});', reporter, env: { DATAFLOW_TEST_COSTS: "" } });
  expect(lines.filter((line) => line.startsWith("project "))).toEqual([]);
});
