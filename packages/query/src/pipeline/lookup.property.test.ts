import { pipelines } from "@dataflow/testing-base/arbitraries";
import { runPipeline } from "@dataflow-tooling/vitest";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeRunners, type QueryRunner, runners, storeRows } from "../../test/query-runner.ts";
import { sampleTable } from "../../test/sample-tables.ts";
import { propertyOptions, seed } from "../../test/seed.ts";
import { everything } from "../ast/everything-node.ts";
import type { QueryTable } from "../table/query-table.ts";
import { queryTable } from "../table/query-table-from-schema.ts";
import { parsePipeline } from "./parse-pipeline.ts";

type Row = Readonly<Record<string, unknown>>;

// Tables and columns called like what the printed SQL names itself.
const schemas = {
  A: {
    ...sampleTable({
      c1: { kind: "integer" },
      d1: { kind: "integer" },
      name: { kind: "text" },
      json: { kind: "json" },
    }),
    name: "g",
  },
  B: { ...sampleTable({ c1: { kind: "integer" }, v: { kind: "integer" }, u: { kind: "text" } }), name: "l1" },
} as const;
const tables = new Map<string, QueryTable>();
const sources = {
  names: () => [...tables.keys()],
  get: (name: string) => {
    const table = tables.get(name);
    return table === undefined ? undefined : { name, table };
  },
};
for (const [name, schema] of Object.entries(schemas))
  tables.set(name, Object.freeze({ ...queryTable(schema), sources }));

const named = [
  { name: "A", numbers: ["id", "c1", "d1"], texts: ["name"], values: ["json"] },
  { name: "B", numbers: ["id", "c1", "v"], texts: ["u"], values: [] },
] as const;

const few = fc.option(fc.integer({ min: 0, max: 3 }), { freq: 4 });
const text = fc.constantFrom("a", "B", "é", "'\"\\", null);
const json = fc.constantFrom(
  null,
  [],
  1,
  "a",
  [1, 2, null],
  [{ v: 1 }, { v: 2, w: [1] }, {}],
  { v: "a", w: [{ v: 1 }, { x: [1, "a"] }, 2] },
  { w: { x: [null, { v: 2 }] } },
  { v: 3 },
  [["a"], "b", true],
);
const rowsOf = {
  A: fc.record({ c1: few, d1: few, name: text, json }),
  B: fc.record({ c1: few, v: few, u: text }),
};

let open: readonly QueryRunner[];
const world = new Map<string, readonly Row[]>();

beforeAll(async () => {
  for (const [name, arbitrary] of Object.entries(rowsOf)) {
    const rows: readonly Row[] = fc.sample<Row>(arbitrary, { seed, numRuns: 20 });
    world.set(
      name,
      rows.map((row, index) => ({ id: index + 1, ...row })),
    );
  }
  open = await Promise.all(runners.map((runner) => runner.open()));
  for (const runner of open) {
    for (const schema of Object.values(schemas)) await runner.createTable(schema);
  }
  for (const [name, table] of tables) await storeRows(open, table, world.get(name) ?? []);
});

afterAll(() => closeRunners(open));

it("gives the documents that the reference gives, on every database", async () => {
  const table = tables.get("A");
  if (table === undefined) throw new Error("unreachable");
  await fc.assert(
    fc.asyncProperty(pipelines(named[0], named), async (pipeline) => {
      const stages = parsePipeline(pipeline, table);
      const expected = runPipeline(world.get("A") ?? [], pipeline, world);
      if (expected.length > 2000) return;
      for (const runner of open) {
        const found = await runner.run({ kind: "pipeline", table, where: everything(), stages });
        expect(found).toEqual(expected);
      }
    }),
    propertyOptions(600),
  );
});
