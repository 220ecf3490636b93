import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { referring } from "../example-tables.fixture.ts";
import { creationOrder } from "./creation-order.ts";

const seed = Number(process.env.DATAFLOW_TEST_SEED ?? Date.now() % 2 ** 31);
console.log(`creation-order seed: ${seed} (replay with DATAFLOW_TEST_SEED=${seed})`);

const names = ["a", "b", "c", "d", "e", "f"];
/** Any graph of references over six tables, self references and cycles included. */
const graph = fc.array(fc.uniqueArray(fc.constantFrom(...names), { maxLength: 4 }), { minLength: 6, maxLength: 6 });

describe("creationOrder", () => {
  it("keeps every table once and is the same every time", () => {
    fc.assert(
      fc.property(graph, (edges) => {
        const tables = edges.map((targets, index) => referring(names[index] ?? "", ...targets));
        const order = creationOrder(tables);
        expect(order.map(({ name }) => name).sort()).toEqual(names);
        expect(creationOrder(tables)).toEqual(order);
      }),
      { seed },
    );
  });

  it("puts a table after all it refers to when there is no cycle", () => {
    fc.assert(
      fc.property(graph, fc.shuffledSubarray(names, { minLength: 6 }), (edges, ranks) => {
        // A table may refer only to those before it in `ranks`: no cycle, whatever the edges.
        const tables = names.map((name, index) => {
          const before = ranks.slice(0, ranks.indexOf(name));
          return referring(name, ...(edges[index] ?? []).filter((target) => before.includes(target)));
        });
        const order = creationOrder(tables).map(({ name }) => name);
        for (const { name, foreignKeys } of tables)
          for (const { references } of foreignKeys)
            expect(order.indexOf(references.table)).toBeLessThan(order.indexOf(name));
      }),
      { seed },
    );
  });
});
