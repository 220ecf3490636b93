import { LocalRuntime } from "@dataflow/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { plannedFates, plannedWorkflow, workflowPlans } from "./workflows.ts";

const seed = Number(process.env.DATAFLOW_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
console.log(`DATAFLOW_TEST_SEED=${seed}`);

it("every node ends as the reference says, runs once, and after its sources; the bound holds", async () => {
  await fc.assert(
    fc.asyncProperty(workflowPlans, fc.integer({ min: 1, max: 4 }), async (list, maxConcurrency) => {
      const log: string[] = [];
      const { results, skipped, errors } = await new LocalRuntime({ maxConcurrency }).execute(
        plannedWorkflow(list, (event, node) => log.push(`${event} ${node}`)),
      );
      const expected = plannedFates(list);
      for (const [index, fate] of expected.entries()) {
        const id = `n${index}`;
        expect({ id, done: id in results, skipped: skipped.includes(id), failed: id in errors }).toEqual({
          id,
          done: fate === "done",
          skipped: fate === "skipped",
          failed: fate === "failed",
        });
        expect(log.filter((line) => line === `begin ${index}`)).toHaveLength(fate === "skipped" ? 0 : 1);
        for (const { from } of list[index]?.sources ?? []) {
          if (fate === "skipped" || expected[from] === "skipped") continue;
          expect(log.indexOf(`end ${from}`)).toBeLessThan(log.indexOf(`begin ${index}`));
        }
      }
      let running = 0;
      for (const line of log) {
        running += line.startsWith("begin") ? 1 : -1;
        expect(running).toBeLessThanOrEqual(maxConcurrency);
      }
    }),
    { seed, numRuns: 200 },
  );
});
