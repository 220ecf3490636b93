import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { everything } from "../ast/everything-node.ts";
import { parsePipeline } from "./parse-pipeline.ts";

const list = <Kind extends string>(kind: Kind) => ({ kind: "array", element: { kind } }) as const;
// Columns called like those of what unwinds.
const schema = sampleTable({
  value: list("text"),
  key: list("integer"),
  v: list("bigint"),
  n: list("real"),
  json: list("boolean"),
  type: list("timestamp"),
  path: { kind: "array", element: { kind: "decimal", precision: 12, scale: 2 } },
  atom: list("uuid"),
  u: { kind: "text" },
});
const table = sampleQueryTable(schema);
const uuid = "00000000-0000-4000-8000-000000000001";
const arrays = {
  value: ["b", "", "a'\"\\"],
  key: [3, -1, 3],
  v: [2n ** 63n - 1n, 2n ** 53n + 1n],
  n: [0.1, -1.5, 5e-324, 1.7976931348623157e308],
  json: [true, false],
  type: [new Date(0), new Date(-1)],
  path: ["1.10", "-0.01", "9999999999.99"],
  atom: [uuid],
};

describe.each(runners)("$unwind on $name", ({ open }) => {
  let runner: QueryRunner;

  beforeAll(async () => {
    runner = await open();
    await runner.createTable(schema);
    const fields = [...table.fields.keys()];
    const rows = [
      [1, ...Object.values(arrays), "x"],
      [2, ...Object.values(arrays).map(() => []), "y"],
      [3, ...Object.values(arrays).map(() => null), "z"],
      [4, ["c"], [7], [1n], [2], [true], [new Date(5)], ["3.00"], [uuid], "x"],
    ];
    await runner.run({ kind: "insert", table, fields, rows, returning: [] });
  });

  afterAll(() => runner.close());

  const run = (pipeline: unknown) =>
    runner.run({ kind: "pipeline", table, where: everything(), stages: parsePipeline(pipeline, table) });

  it.each(Object.entries(arrays))("gives the elements of %s, in their order", async (field, elements) => {
    const found = await run([{ $match: { id: 1 } }, { $unwind: `$${field}` }, { $project: { [field]: 1 } }]);
    expect(found).toEqual(elements.map((element) => ({ [field]: element })));
  });

  it("leaves out rows without elements, or keeps them when asked", async () => {
    const shown = { $project: { id: 1, key: 1, place: 1 } };
    expect(await run([{ $unwind: { path: "$key", includeArrayIndex: "place" } }, shown])).toEqual([
      { id: 1, key: 3, place: 0 },
      { id: 1, key: -1, place: 1 },
      { id: 1, key: 3, place: 2 },
      { id: 4, key: 7, place: 0 },
    ]);
    const kept = { path: "$key", includeArrayIndex: "place", preserveNullAndEmptyArrays: true };
    expect(await run([{ $unwind: kept }, { $match: { key: null } }, shown])).toEqual([
      { id: 2, key: null, place: null },
      { id: 3, key: null, place: null },
    ]);
  });

  it("groups, compares and sorts elements like fields of their kind", async () => {
    expect(
      await run([
        { $sort: { id: -1 } },
        { $unwind: "$path" },
        { $match: { path: { $gt: "0.00" } } },
        { $group: { _id: "$u", sum: { $sum: "$path" }, all: { $push: "$path" }, first: { $first: "$path" } } },
      ]),
    ).toEqual([{ _id: "x", sum: "10000000004.09", all: ["3.00", "1.10", "9999999999.99"], first: "3.00" }]);
  });

  it("unwinds one array after another, and after a page", async () => {
    expect(
      await run([
        { $sort: { id: 1 } },
        { $limit: 1 },
        { $unwind: "$json" },
        { $unwind: "$key" },
        { $skip: 2 },
        { $limit: 2 },
        { $project: { json: 1, key: 1 } },
      ]),
    ).toEqual([
      { json: true, key: 3 },
      { json: false, key: 3 },
    ]);
  });
});
