import fc from "fast-check";
import { expect, it } from "vitest";
import { openNode } from "../test-support/node-kit.ts";
import { propertySeed } from "../test-support/property-seed.ts";
import { WorkflowBuilder } from "../workflow/workflow-builder.ts";
import { LocalRuntime } from "./local-runtime.ts";

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
    { seed: propertySeed(), numRuns: 200 },
  );
});
