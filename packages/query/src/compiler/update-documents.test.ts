import type { ColumnType } from "@dataflow/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { keyedTable } from "../../test/keyed-table.ts";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { equals } from "../ast/comparison-node.ts";
import { everything } from "../ast/everything-node.ts";
import { parseUpdate } from "../parser/parse-update.ts";
import { queryTable } from "../table/query-table-from-schema.ts";
import { compileStatement } from "./compile-statement.ts";

const list = (element: Extract<ColumnType, { kind: "array" }>["element"]): ColumnType => ({ kind: "array", element });
const schema = keyedTable("lists", [
  { name: "v", type: { kind: "json" }, nullable: true },
  { name: "j1", type: { kind: "json" }, nullable: true },
  { name: "tags", type: list({ kind: "text" }), nullable: true },
  { name: "counts", type: list({ kind: "integer" }), nullable: true },
  { name: "reals", type: list({ kind: "real" }), nullable: true },
  { name: "flags", type: list({ kind: "boolean" }), nullable: true },
  { name: "moments", type: list({ kind: "timestamp" }), nullable: true },
]);
const table = queryTable(schema);

describe.each(runners)("documents and arrays on $name", ({ open }) => {
  let runner: QueryRunner;
  beforeAll(async () => {
    runner = await open();
    await runner.createTable(schema);
  });
  beforeEach(() => runner.run({ kind: "delete", table, where: everything(), returning: [] }));
  afterAll(() => runner.close());

  const change = async (field: string, stored: unknown, update: object) => {
    await runner.run({ kind: "insert", table, fields: ["id", field], rows: [[1, stored]], returning: [] });
    const set = parseUpdate(update, table);
    const [row] = await runner.run({ kind: "update", table, set, where: equals("id", 1), returning: [field] });
    return row?.[field];
  };

  it.each([
    ["tags", ["b", "a"], { $push: { tags: "c" } }, ["b", "a", "c"]],
    ["tags", ["b", "é"], { tags: { $push: { $each: ["a", "B"], $sort: 1 } } }, ["B", "a", "b", "é"]],
    ["tags", null, { $push: { tags: 'c"\\,{}' } }, ['c"\\,{}']],
    ["tags", null, { $pull: { tags: "c" } }, null],
    ["tags", ["b", "a"], { $unset: { tags: "" } }, null],
    ["counts", [3, 1, 2], { counts: { $push: { $each: [0], $sort: -1, $slice: 2 } } }, [3, 2]],
    ["counts", [3, 1, 2], { $addToSet: { counts: { $each: [1, 4, 4] } } }, [3, 1, 2, 4]],
    ["counts", [3, 1, 2], { $pull: { counts: { $gte: 2 } } }, [1]],
    ["counts", [3, 1, 2], { $pullAll: { counts: [3, 2] } }, [1]],
    ["counts", [3, 1, 2], { $pop: { counts: -1 } }, [1, 2]],
    ["reals", [0.1, 1e300], { $push: { reals: 2 } }, [0.1, 1e300, 2]],
    ["flags", [true, false], { $push: { flags: true } }, [true, false, true]],
    ["v", null, { $set: { "v.a.b": 1 } }, { a: { b: 1 } }],
    ["v", null, { $unset: { "v.a": 1 } }, null],
    ["v", { a: 1 }, { v: { $inc: 1 } }, { $inc: 1 }],
    ["v", [1, 2], { $push: { v: 3 } }, [1, 2, 3]],
    ["v", 5, { $inc: { v: 3 } }, 8],
    ["v", {}, { $set: { "v.a": 'quote " \\ \u{1F600}' } }, { a: 'quote " \\ \u{1F600}' }],
    ["j1", { a: [1] }, { $push: { "j1.a": 2 }, $inc: { "j1.n": 0.5 } }, { a: [1, 2], n: 0.5 }],
    ["v", { a: 0.1 }, { $inc: { "v.a": 0.2 } }, { a: 0.30000000000000004 }],
    ["v", { a: 1e20 }, { $inc: { "v.a": 1 } }, { a: 1e20 }],
    ["v", { a: { b: 1 } }, { $set: { "v.a.b": { $each: [1] } } }, { a: { b: { $each: [1] } } }],
  ])("changes %s %j by %j", async (field, stored, update, expected) => {
    expect(await change(field, stored, update)).toEqual(expected);
  });

  it("sets the database's time as JSON says it", async () => {
    const before = Date.now() - 2000;
    const { at } = Object(await change("v", {}, { $currentDate: { "v.at": true } }));
    expect(new Date(at).toISOString()).toBe(at);
    expect(Date.parse(at)).toBeGreaterThan(before);
  });

  it.each([
    [{ a: "x" }, { $inc: { "v.a": 1 } }],
    [{ a: null }, { $inc: { "v.a": 1 } }],
    [{ a: 1e308 }, { $mul: { "v.a": 10 } }],
    [{ a: 1.5 }, { $bit: { "v.a": { or: 1 } } }],
    [{ a: {} }, { $push: { "v.a": 1 } }],
    [{ a: 1 }, { $set: { "v.a.b": 1 } }],
    [{ a: [] }, { $set: { "v.a.b": 1 } }],
    [{ a: {} }, { $set: { "v.a.$[].b": 1 } }],
    [{ a: [1] }, { $min: { "v.a": [2] } }],
    [{ a: [{ b: 1 }] }, { $rename: { "v.a.b": "v.c" } }],
  ])("refuses to change %j by %j", async (stored, update) => {
    await expect(change("v", stored, update)).rejects.toThrow(/update 1: \$\w+ needs|out of range/);
    expect(await runner.run({ kind: "select", table, fields: ["v"], where: everything(), orderBy: [] })).toEqual([
      { v: stored },
    ]);
  });

  it("changes only rows that match, whatever the others hold", async () => {
    const rows = [
      [1, { n: 1 }],
      [2, { n: "one" }],
    ];
    await runner.run({ kind: "insert", table, fields: ["id", "v"], rows, returning: [] });
    const set = parseUpdate({ $inc: { "v.n": 1 } }, table);
    expect(await runner.run({ kind: "update", table, set, where: equals("id", 1), returning: ["v"] })).toEqual([
      { v: { n: 2 } },
    ]);
  });
});

describe("the text of an update", () => {
  const textOf = (update: object) =>
    runners.map(({ name }) => {
      const set = parseUpdate(update, table);
      return compileStatement({ kind: "update", table, set, where: everything(), returning: [] }, name).plan;
    });

  it.each([
    [{ $set: { "v.a.b": 1 } }, { $set: { "v.x'; DROP TABLE lists; --.y": ["k4n4ry"] } }],
    [{ $inc: { "v.0": 1 } }, { $inc: { "v.17": 2.5 } }],
    [{ $push: { "v.a": { $each: [1], $sort: { b: 1 } } } }, { $push: { "v.'": { $each: [], $sort: { "')--": 1 } } } }],
    [{ $pull: { "v.a": { b: { $in: [1] } } } }, { $pull: { "v.'": { "')--": { $in: ["k4n4ry", "'"] } } } }],
    [{ $rename: { "v.a": "v.b" } }, { $rename: { "v.'": "v.')--" } }],
  ])("of %j is that of %j", (update, other) => {
    expect(textOf(other).map(({ text }) => text)).toEqual(textOf(update).map(({ text }) => text));
    expect(JSON.stringify(textOf(other).map(({ text }) => text))).not.toMatch(/k4n4ry|DROP|'\)--/);
  });
});

it("writes nothing of a filter of elements into the text", () => {
  const textOf = (path: string, value: unknown) =>
    runners.map(({ name }) => {
      const arrayFilters = [{ [`e.${path}`]: { $gt: value, $regex: "^a" } }];
      const filter = { $or: [{ [`v.${path}`]: { $in: [value] } }, { "v.b": { $elemMatch: { [path]: value } } }] };
      const set = parseUpdate({ $set: { [`v.${path}.$[e].x`]: value, [`v.b.$.${path}`]: 1 } }, table, {
        arrayFilters,
        filter,
      });
      return compileStatement({ kind: "update", table, set, where: everything(), returning: [] }, name).plan.text;
    });
  expect(textOf("'; DROP TABLE lists; --", "k4n4ry'")).toEqual(textOf("a", "b"));
  expect(JSON.stringify(textOf("'--", "k4n4ry"))).not.toMatch(/k4n4ry|'--/);
});

it("refuses an update of more places than one statement can change, and text that leads nowhere", () => {
  const paths = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`v.k${index}`, 1]));
  expect(parseUpdate({ $set: paths(50) }, table)).toHaveLength(1);
  expect(() => parseUpdate({ $set: paths(51) }, table)).toThrow(/more places/);
  expect(() => parseUpdate({ $push: { moments: new Date() } }, table)).toThrow(/does not fit/);
  expect(() => parseUpdate({ $push: { counts: "1" } }, table)).toThrow(/must be/);
  expect(() => parseUpdate({ $push: { tags: null } }, table)).toThrow(/null/);
});
