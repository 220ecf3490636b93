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

  it.each(Object.entries(arrays))(
    "gives back the elements of %s that were collected before",
    async (field, elements) => {
      const collected = [
        { $match: { id: 1 } },
        { $unwind: { path: `$${field}`, includeArrayIndex: "at" } },
        { $sort: { at: -1 } },
        {
          $group: {
            _id: null,
            list: { $push: `$${field}` },
            documents: { $push: { [field]: `$${field}`, at: "$at" } },
          },
        },
      ];
      const found = await run([...collected, { $unwind: "$list" }, { $project: { list: 1, _id: 0 } }]);
      expect(found).toEqual(elements.map((list) => ({ list })).reverse());
      const documents = elements.map((element, at) => ({ [field]: element, at })).reverse();
      expect(await run(collected)).toEqual([{ _id: null, list: [...elements].reverse(), documents }]);
      const inner = `documents.${field}`;
      expect(
        await run([
          ...collected,
          { $unwind: "$documents" },
          { $sort: { "documents.at": 1 } },
          { $limit: 1 },
          { $group: { _id: `$${inner}` } },
        ]),
      ).toEqual([{ _id: elements[0] }]);
    },
  );

  it("leaves a document without one of its fields, and renames another with all that it holds", async () => {
    const documents = [
      { $group: { _id: null, d: { $push: { a: "$id", b: "$u", c: "$key" } } } },
      { $unwind: { path: "$d", includeArrayIndex: "at" } },
      { $match: { at: 0 } },
    ];
    expect(await run([...documents, { $project: { "d.b": 0, at: 0, _id: 0 } }])).toEqual([
      { d: { a: 1, c: arrays.key } },
    ]);
    expect(await run([...documents, { $project: { other: "$d", _id: 0 } }, { $match: { "other.a": 1 } }])).toEqual([
      { other: { a: 1, b: "x", c: arrays.key } },
    ]);
    const again = [{ $unwind: "$d.c" }, { $project: { _id: 0, d: 1 } }];
    expect(await run([...documents, ...again])).toEqual(arrays.key.map((c) => ({ d: { a: 1, b: "x", c } })));
  });
});

describe.each(runners)("$unwind of JSON on $name", ({ open }) => {
  const documents = sampleTable({ json: { kind: "json" }, other: { kind: "json" } });
  const source = sampleQueryTable(documents);
  let runner: QueryRunner;

  beforeAll(async () => {
    runner = await open();
    await runner.createTable(documents);
    const values = [
      [{ sku: "a", n: 1 }, { sku: "b", n: 2.5 }, null],
      ["text", 'quo"ted', 7, true, [1]],
      "alone",
      [],
      null,
    ];
    const rows = values.map((json, index) => [index + 1, json, { index }]);
    await runner.run({ kind: "insert", table: source, fields: ["id", "json", "other"], rows, returning: [] });
  });

  afterAll(() => runner.close());

  const run = (pipeline: unknown) =>
    runner.run({ kind: "pipeline", table: source, where: everything(), stages: parsePipeline(pipeline, source) });

  it("gives elements of every type, and what is no array as it is", async () => {
    const shown = { $project: { id: 1, json: 1, at: 1 } };
    const elements = [
      { id: 1, json: { sku: "a", n: 1 }, at: 0 },
      { id: 1, json: { sku: "b", n: 2.5 }, at: 1 },
      { id: 1, json: null, at: 2 },
      { id: 2, json: "text", at: 0 },
      { id: 2, json: 'quo"ted', at: 1 },
      { id: 2, json: 7, at: 2 },
      { id: 2, json: true, at: 3 },
      { id: 2, json: [1], at: 4 },
      { id: 3, json: "alone", at: null },
    ];
    expect(await run([{ $unwind: { path: "$json", includeArrayIndex: "at" } }, shown])).toEqual(elements);
    const kept = { path: "$json", includeArrayIndex: "at", preserveNullAndEmptyArrays: true };
    expect(await run([{ $unwind: kept }, shown])).toEqual([
      ...elements,
      { id: 4, json: null, at: null },
      { id: 5, json: null, at: null },
    ]);
  });

  it("lets conditions ask for places in the elements, again and again", async () => {
    const unwound = { $unwind: "$json" };
    expect(await run([unwound, { $match: { "json.n": { $gt: 1 } } }, { $project: { json: 1 } }])).toEqual([
      { json: { sku: "b", n: 2.5 } },
    ]);
    expect(await run([unwound, { $match: { json: { $in: ["alone", 7] } } }, { $group: { _id: "$id" } }])).toEqual([
      { _id: 2 },
      { _id: 3 },
    ]);
    expect(await run([unwound, { $match: { json: { $type: "array" } } }, unwound, { $project: { json: 1 } }])).toEqual([
      { json: 1 },
    ]);
  });

  it("groups by values of the elements, once their type is said", async () => {
    const found = await run([
      { $unwind: "$json" },
      { $project: { sku: { $string: "$json.sku" }, n: { $number: "$json.n" }, is: { $boolean: "$json" } } },
      { $match: { $or: [{ sku: { $ne: null } }, { is: true }] } },
      { $group: { _id: "$sku", sum: { $sum: "$n" }, is: { $push: "$is" } } },
    ]);
    expect(found).toEqual([
      { _id: null, sum: 0, is: [true] },
      { _id: "a", sum: 1, is: [null] },
      { _id: "b", sum: 2.5, is: [null] },
    ]);
  });

  it("unwinds an array at a place, whose elements stand there", async () => {
    const list = { keys: { list: [{ a: 1 }, 2] }, more: "x" };
    const fields = ["id", "json", "other"];
    const rows = [[9, { first: true }, list]];
    await runner.run({ kind: "insert", table: source, fields, rows, returning: [] });
    const unwound = { $unwind: { path: "$other.keys.list", includeArrayIndex: "at" } };
    expect(await run([unwound, { $project: { other: 1, at: 1 } }])).toEqual([
      { other: { keys: { list: { a: 1 } }, more: "x" }, at: 0 },
      { other: { keys: { list: 2 }, more: "x" }, at: 1 },
    ]);
    expect(
      await run([unwound, { $match: { "other.keys.list.a": 1, "other.more": "x" } }, { $project: { at: 1 } }]),
    ).toEqual([{ at: 0 }]);
    const kept = { $unwind: { path: "$other.keys.list", preserveNullAndEmptyArrays: true } };
    expect(await run([{ $match: { id: 1 } }, kept, { $project: { other: 1 } }])).toEqual([{ other: { index: 0 } }]);
  });

  it("collects documents, takes the first and the last, and unwinds what was collected", async () => {
    const collect = {
      $group: { _id: null, all: { $push: "$json" }, first: { $first: "$other" }, last: { $last: "$json" } },
    };
    const [found] = await run([{ $match: { id: { $lte: 2 } } }, { $sort: { id: -1 } }, collect]);
    const lists = [
      ["text", 'quo"ted', 7, true, [1]],
      [{ sku: "a", n: 1 }, { sku: "b", n: 2.5 }, null],
    ];
    expect(found).toEqual({ _id: null, all: lists, first: { index: 1 }, last: lists[1] });
    expect(
      await run([
        { $match: { id: { $lte: 2 } } },
        { $sort: { id: -1 } },
        collect,
        { $unwind: "$all" },
        { $project: { all: 1 } },
      ]),
    ).toEqual(lists.map((all) => ({ _id: null, all })));
  });
});
