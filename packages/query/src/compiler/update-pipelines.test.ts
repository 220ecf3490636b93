import { isDataFlowError } from "@dataflow/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { everything } from "../ast/everything-node.ts";
import { parseUpdate } from "../parser/parse-update.ts";
import { compileStatement } from "./compile-statement.ts";

const schema = sampleTable({ data: { kind: "json" }, other: { kind: "json" }, name: { kind: "text" } });
const table = sampleQueryTable(schema);

function entries(count: number, entry: (index: number) => readonly [string, unknown]): object {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => entry(index)));
}

/** As much of each kind as fits, and the next that does not. */
const sizes = [
  [20, (count: number) => [{ $set: entries(count, (index) => [`data.k${index}`, "$data.a"]) }]],
  [11, (count: number) => [{ $set: entries(count, (index) => [`data.k${index}.b.c`, "$data.a.b.c"]) }]],
  [
    5,
    (count: number) => [{ $set: entries(count, (index) => [`data.k${index}.b.c.d.e.f.g.h`, "$data.a.b.c.d.e.f.g.h"]) }],
  ],
  [50, (count: number) => [{ $unset: Object.keys(entries(count, (index) => [`data.k${index}`, ""])) }]],
  [16, (count: number) => [{ $unset: Object.keys(entries(count, (index) => [`data.k${index}.a.b.c.d`, ""])) }]],
  [48, (count: number) => [{ $replaceWith: { data: entries(count, (index) => [`k${index}`, "$data"]) } }]],
  [24, (count: number) => [{ $replaceWith: { data: Array.from({ length: 2 * count }, (_, index) => index) } }]],
] as const;

describe.each(runners)("update pipelines on $name", ({ name, open }) => {
  let runner: QueryRunner;
  beforeAll(async () => {
    runner = await open();
    await runner.createTable(schema);
  });
  beforeEach(() => runner.run({ kind: "delete", table, where: everything(), returning: [] }));
  afterAll(() => runner.close());

  const change = async (stored: unknown, update: unknown) => {
    await runner.run({ kind: "insert", table, fields: ["id", "data"], rows: [[1, stored]], returning: [] });
    const set = parseUpdate(update, table);
    const [row] = await runner.run({ kind: "update", table, set, where: everything(), returning: ["data"] });
    return row?.data;
  };

  it.each([
    [
      { a: 1 },
      [{ $set: { "data.b": "$data.a", "data.a": 2 } }, { $set: { "data.c": ["$data.a", "$data.b"] } }],
      { a: 2, b: 1, c: [2, 1] },
    ],
    [{ a: { x: 1 } }, [{ $set: { data: { a: { y: 2 } } } }], { a: { x: 1, y: 2 } }],
    [{ a: [{ x: 1 }, 5] }, [{ $set: { "data.a.y": 2 } }], { a: [{ x: 1, y: 2 }, { y: 2 }] }],
    [
      { a: [{ x: 1 }, { x: 2 }, {}] },
      [{ $set: { "data.xs": "$data.a.x" } }],
      { a: [{ x: 1 }, { x: 2 }, {}], xs: [1, 2] },
    ],
    [{ a: 1, b: 2 }, [{ $set: { "data.a": "$$REMOVE", "data.b": "$data.none" } }], {}],
    [{ _id: 7, a: 1 }, [{ $replaceWith: { data: { b: "$data.a" } } }], { _id: 7, b: 1 }],
    [{ a: "$b" }, [{ $set: { "data.c": { $literal: "$b" } } }], { a: "$b", c: "$b" }],
    [null, [{ $set: { "data.a.b": 1 } }], { a: { b: 1 } }],
    [null, [{ $unset: "data.a" }], null],
    [{ a: 1, b: 2 }, [{ $project: { "data.a": 1, "data.c": "$data.b" } }], { a: 1, c: 2 }],
    [{ a: 1, b: 2 }, [{ $project: { "data.a": 0 } }], { b: 2 }],
  ])("makes of %j by %j", async (stored, update, expected) => {
    expect(await change(stored, update)).toEqual(expected);
  });

  it("refuses to guess what a path in an array in an array means", async () => {
    await expect(change({ a: [[1]] }, [{ $set: { "data.a.b": 1 } }])).rejects.toThrow(
      /\$set needs an object on its way/,
    );
    await runner.run({ kind: "delete", table, where: everything(), returning: [] });
    await expect(change({ a: [[1]] }, [{ $unset: "data.a.b" }])).rejects.toThrow(/\$unset needs an object on its way/);
  });

  it.each(sizes)("takes as many as %i places, and no more", async (count, update) => {
    await change({ a: { b: { c: 1 } } }, update(count));
    expect(() => parseUpdate(update(count + 1), table)).toThrow(/more of one document/);
  });

  it("has a text without any text of the update", () => {
    const textOf = (key: string, value: string) => {
      const set = parseUpdate(
        [{ $set: { [`data.${key}`]: [`$data.${key}`, value] } }, { $unset: `data.${key}` }],
        table,
      );
      return compileStatement({ kind: "update", table, set, where: everything(), returning: [] }, name).plan.text;
    };
    expect(textOf("'; DROP TABLE t; --", "k4n4ry'")).toBe(textOf("a", "b"));
  });
});

it.each([
  [[], /without a stage/],
  [[5], /update.0 must be a stage/],
  [[{ $set: { "data.a": 1 }, $unset: "data.b" }], /exactly one operator/],
  [[{ $sett: {} }], /no operator "\$sett"/],
  [[{ $set: {} }], /must be an object of places/],
  [[{ $set: { name: "x" } }], /pipelines change JSON fields/],
  [[{ $set: { nope: 1 } }], /no field "nope"/],
  [[{ $set: { "data.a": "$other.b" } }], /computed from the document in "data" alone/],
  [[{ $set: { "data.a": 1, "data.a.b": 2 } }], /names a place that the stage names elsewhere/],
  [[{ $set: { "data.a": { $add: [1, 2] } } }], /no operator "\$add"/],
  [[{ $set: { "data.a": [{ "b.c": 1 }] } }], /a dot in a key/],
  [[{ $set: { "data.a": { __proto__: null, constructor: 1 } } }], /every object of JavaScript/],
  [[{ $set: { "data.0": 1 } }], /a number/],
  [[{ $unset: [5] }], /name places by strings/],
  [[{ $unset: [] }], /names no place/],
  [[{ $project: { "data.a": 1, "data.b": 0 } }], /both keeps and leaves out/],
  [[{ $project: { "data.a.b": 1 } }], /keeps a place that is not a key/],
  [[{ $replaceRoot: { data: 1 } }], /must be \{ newRoot/],
  [[{ $replaceWith: { "data.a": 1 } }], /must be the name of a JSON field/],
  [Array.from({ length: 11 }, () => ({ $unset: "data.a" })), /more than 10 stages/],
])("refuses %j", (update, message) => {
  try {
    parseUpdate(update, table);
    expect.unreachable();
  } catch (error) {
    if (!isDataFlowError(error)) throw error;
    expect(error.message).toMatch(message);
  }
});
