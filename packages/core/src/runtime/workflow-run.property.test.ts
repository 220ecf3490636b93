import fc from "fast-check";
import { expect, it } from "vitest";
import { openNode, turns } from "../test-support/node-kit.ts";
import { propertySeed } from "../test-support/property-seed.ts";
import { WorkflowBuilder } from "../workflow/workflow-builder.ts";
import { LocalRuntime } from "./local-runtime.ts";

/** What a node of a random workflow does. */
interface Plan {
  /** How many turns of the event loop it takes; none for a node that answers at once. */
  readonly turns: number;
  readonly fate: "runs" | "fails" | "switches";
  readonly isMerge: boolean;
  /** Indices of the sources, all smaller than its own; with whether a switch's branch not taken is meant. */
  readonly sources: readonly { readonly from: number; readonly taken: boolean }[];
}

const plan = (index: number) =>
  fc.record({
    turns: fc.integer({ min: 0, max: 3 }),
    fate: fc.constantFrom<Plan["fate"][]>("runs", "runs", "runs", "fails", "switches"),
    isMerge: fc.boolean(),
    sources:
      index === 0
        ? fc.constant([])
        : fc.array(fc.record({ from: fc.nat({ max: index - 1 }), taken: fc.boolean() }), { maxLength: 4 }),
  });

const plans = fc
  .integer({ min: 1, max: 30 })
  .chain((size) => fc.tuple(...Array.from({ length: size }, (_, index) => plan(index))));

const settings = { seed: propertySeed(), numRuns: 200 };

/** The naive reference: what becomes of each node, decided one after another. */
function fates(list: readonly Plan[]): readonly ("done" | "skipped" | "failed")[] {
  const decided: ("done" | "skipped" | "failed")[] = [];
  for (const { sources, isMerge, fate } of list) {
    const brings = sources.map(
      ({ from, taken }) => decided[from] === "done" && (list[from]?.fate !== "switches" || taken),
    );
    const isSkipped = isMerge ? brings.length > 0 && !brings.includes(true) : brings.includes(false);
    decided.push(isSkipped ? "skipped" : fate === "fails" ? "failed" : "done");
  }
  return decided;
}

/** A run of random nodes, with a log of what began and ended. */
function workflowOf(list: readonly Plan[], log: string[]) {
  const builder = new WorkflowBuilder();
  for (const [index, { turns: wait, fate, isMerge }] of list.entries()) {
    const answer = () => {
      log.push(`end ${index}`);
      if (fate === "fails") throw new Error("as planned");
      return { taken: index };
    };
    const later = async () => {
      for (let turn = 0; turn < wait; turn++) await turns();
      return answer();
    };
    const type = openNode("PlannedNode", () => {
      log.push(`begin ${index}`);
      return wait === 0 ? answer() : later();
    });
    builder.addNode(
      { ...type, branching: fate === "switches", join: isMerge ? "any" : "all" },
      `n${index}`,
      {},
      { onError: "continue" },
    );
  }
  for (const [index, { sources }] of list.entries()) {
    for (const [position, { from, taken }] of sources.entries()) {
      const path = list[from]?.fate === "switches" && !taken ? "other" : "taken";
      builder.addConnection(`n${from}`, path, `n${index}`, `in${position}`);
    }
  }
  return builder.build();
}

it("every node ends as the reference says, runs once, and after its sources; the bound holds", async () => {
  await fc.assert(
    fc.asyncProperty(plans, fc.integer({ min: 1, max: 4 }), async (list, maxConcurrency) => {
      const log: string[] = [];
      const { results, skipped, errors } = await new LocalRuntime({ maxConcurrency }).execute(workflowOf(list, log));
      const expected = fates(list);
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
    settings,
  );
});

it("results reach the inputs they are connected to", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat({ max: 19 }), { maxLength: 3 }), { minLength: 1, maxLength: 20 }),
      async (sources) => {
        const list = sources.map((wanted, index) => [...new Set(wanted.filter((from) => from < index))]);
        const builder = new WorkflowBuilder();
        const sum = openNode("SumNode", (input) => ({
          sum: 1 + Object.values(input).reduce<number>((total, one) => total + Number(one), 0),
        }));
        for (const index of list.keys()) builder.addNode(sum, `n${index}`);
        for (const [index, froms] of list.entries())
          for (const from of froms) builder.addConnection(`n${from}`, "sum", `n${index}`, `in${from}`);
        const { results } = await new LocalRuntime().execute(builder.build());
        const expected: number[] = [];
        for (const froms of list) expected.push(1 + froms.reduce((total, from) => total + (expected[from] ?? 0), 0));
        for (const [index, total] of expected.entries()) expect(results[`n${index}`]).toEqual({ sum: total });
      },
    ),
    settings,
  );
});
