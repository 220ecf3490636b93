import { isDataFlowError } from "@dataflow/core";
import { describe, expect, it } from "vitest";
import { SAMPLE_TYPES, sampleTable } from "../../test/sample-tables.ts";
import { equals } from "../ast/comparison-node.ts";
import { everything } from "../ast/everything-node.ts";
import { explain } from "../compiler/explain.ts";
import type { QueryTable } from "../table/query-table.ts";
import { queryTable } from "../table/query-table-from-schema.ts";
import { parsePipeline } from "./parse-pipeline.ts";
import type { PipelineAllowance } from "./pipeline-allowance.ts";

const types = { ...SAMPLE_TYPES, tags: { kind: "array", element: { kind: "text" } } } as const;
const orders = queryTable(
  { ...sampleTable({ ...types, customer: { kind: "integer" } }), name: "orders" },
  { label: "Order" },
);
const isVisible = () => equals("text", "visible");
const sources = {
  names: () => ["Order"],
  get: (name: string) => (name === "Order" ? { name, table: orders, visible: isVisible } : undefined),
};
const table: QueryTable = Object.freeze({ ...queryTable(sampleTable(types), { label: "Customer" }), sources });

function problemOf(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (isDataFlowError(error)) return error;
    throw error;
  }
  return undefined;
}

const right = { from: "Order", localField: "id", foreignField: "customer", as: "orders" };
const nested = (depth: number): unknown => ({
  $lookup: { ...right, foreignField: "id", pipeline: depth === 1 ? [] : [nested(depth - 1)] },
});
const documents = [{ $lookup: right }];
const unwound = [...documents, { $unwind: "$orders" }];

describe("a lookup", () => {
  it.each([
    [[{ $lookup: "Order" }], "QUERY.INVALID_PIPELINE"],
    [[{ $lookup: { ...right, form: "Order" } }], "QUERY.UNKNOWN_OPTION"],
    [[{ $lookup: { ...right, let: {} } }], "QUERY.UNKNOWN_OPTION"],
    [[{ $lookup: { ...right, __proto__: null, constructor: 1 } }], "QUERY.UNKNOWN_OPTION"],
    [[{ $lookup: { ...right, from: "Ordr" } }], "QUERY.UNKNOWN_SOURCE"],
    [[{ $lookup: { ...right, from: "constructor" } }], "QUERY.UNKNOWN_SOURCE"],
    [[{ $lookup: { ...right, from: "orders" } }], "QUERY.UNKNOWN_SOURCE"],
    [[{ $lookup: { ...right, from: 1 } }], "QUERY.INVALID_PIPELINE"],
    [[{ $lookup: { ...right, as: undefined } }], "QUERY.UNDEFINED_VALUE"],
    [[{ $lookup: { from: "Order", localField: "id", foreignField: "id" } }], "QUERY.INVALID_PIPELINE"],
    [[{ $lookup: { ...right, localField: "$id" } }], "QUERY.INVALID_PIPELINE"],
    [[{ $lookup: { ...right, localField: "nope" } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $lookup: { ...right, foreignField: "__proto__" } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $lookup: { ...right, localField: "tags" } }], "QUERY.INVALID_PIPELINE"],
    [[{ $lookup: { ...right, localField: "document" } }], "QUERY.INVALID_PIPELINE"],
    [[{ $lookup: { ...right, localField: "text" } }], "QUERY.INVALID_PIPELINE"],
    [[{ $lookup: { ...right, localField: "price", foreignField: "long" } }], "QUERY.INVALID_PIPELINE"],
    [[{ $lookup: { ...right, as: "a.b" } }], "QUERY.INVALID_PIPELINE"],
    [[{ $lookup: { ...right, as: "$a" } }], "QUERY.INVALID_PIPELINE"],
    [[{ $lookup: { ...right, as: "__proto__" } }], "QUERY.INVALID_PIPELINE"],
    [[{ $lookup: { ...right, pipeline: {} } }], "QUERY.INVALID_PIPELINE"],
    [[{ $lookup: { ...right, pipeline: [{ $match: { nope: 1 } }] } }], "QUERY.UNKNOWN_FIELD"],
    [[nested(5)], "QUERY.TOO_COMPLEX"],
    [[{ $lookup: { ...right, pipeline: Array.from({ length: 32 }, () => ({ $skip: 0 })) } }], "QUERY.TOO_COMPLEX"],
    [[...documents, { $match: { orders: null } }], "QUERY.UNSUPPORTED_OPERATOR"],
    [[...documents, { $match: { "orders.id": 1 } }], "QUERY.UNKNOWN_FIELD"],
    [[...documents, { $sort: { orders: 1 } }], "QUERY.INVALID_SORT"],
    [[...documents, { $group: { _id: "$orders" } }], "QUERY.UNSUPPORTED_OPERATOR"],
    [[...documents, { $group: { _id: null, all: { $push: "$orders" } } }], "QUERY.UNSUPPORTED_OPERATOR"],
    [[...documents, { $group: { _id: null, all: { $addToSet: "$orders" } } }], "QUERY.UNSUPPORTED_OPERATOR"],
    [[...documents, { $group: { _id: null, one: { $first: "$orders" } } }], "QUERY.INVALID_AGGREGATE"],
    [[...documents, { $lookup: { ...right, localField: "orders", as: "x" } }], "QUERY.INVALID_PIPELINE"],
    [[...unwound, { $unwind: "$orders" }], "QUERY.UNSUPPORTED_OPERATOR"],
    [[...unwound, { $match: { orders: { id: 1 } } }], "QUERY.INVALID_FILTER"],
    [[...unwound, { $project: { orders: 1, "orders.id": 1 } }], "QUERY.INVALID_PIPELINE"],
    [[...unwound, { $match: { "orders.nope": 1 } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $unwind: "$document." }], "QUERY.INVALID_FILTER"],
    [[{ $unwind: '$document."a' }], "QUERY.INVALID_FILTER"],
    [[{ $unwind: "$document.0" }], "QUERY.INVALID_PIPELINE"],
    [[{ $unwind: "$text.a" }], "QUERY.UNKNOWN_FIELD"],
    [[{ $unwind: `$document${".a".repeat(17)}` }], "QUERY.INVALID_FILTER"],
    [[{ $project: { a: { $string: "$text" } } }], "QUERY.UNSUPPORTED_OPERATOR"],
    [[{ $project: { a: { $toString: "$document.a" } } }], "QUERY.UNKNOWN_OPERATOR"],
    [[{ $project: { a: { constructor: "$document.a" } } }], "QUERY.UNKNOWN_OPERATOR"],
    [[{ $project: { a: {} } }], "QUERY.UNKNOWN_OPERATOR"],
    [[{ $project: { "a.b": { $string: "$document.a" } } }], "QUERY.INVALID_PIPELINE"],
    [[{ $project: { a: { $string: "$document.a", $number: "$document.a" } } }], "QUERY.UNKNOWN_OPERATOR"],
    [[{ $group: { _id: null, all: { $push: {} } } }, { $match: { all: 1 } }], "QUERY.INVALID_PIPELINE"],
    [[{ $group: { _id: null, all: { $push: { "a.b": "$id" } } } }], "QUERY.INVALID_PIPELINE"],
    [[{ $group: { _id: null, all: { $push: { a: "$nope" } } } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $group: { _id: null, all: { $addToSet: { a: "$id" } } } }], "QUERY.INVALID_PIPELINE"],
  ])("is refused: %j", (input, code) => {
    expect(problemOf(() => parsePipeline(input, table))?.code).toBe(code);
  });

  it("is refused where a table has no others to look into", () => {
    expect(problemOf(() => parsePipeline(documents, orders))?.code).toBe("QUERY.UNKNOWN_SOURCE");
  });

  it("goes through four tables and no more", () => {
    expect(parsePipeline([nested(4)], table)).toHaveLength(1);
  });

  it("has one text for all values and names of outputs, and never one of them in it", () => {
    const texts = (value: string, name: string, key: string) => {
      const pipeline = [
        { $match: { text: value } },
        { $project: { [name]: "$text", customer: 1 } },
        { $limit: value.length },
      ];
      const stages = parsePipeline(
        [
          { $match: { text: value } },
          { $unwind: `$document.${key}.list` },
          { $project: { id: 1, text: 1, [`${name}v`]: { $string: `$document.list.${key}` } } },
          { $lookup: { ...right, as: name, pipeline } },
          { $unwind: { path: `$${name}`, includeArrayIndex: `${name}i` } },
          { $match: { [`${name}.${name}`]: value } },
          { $group: { _id: `$${name}.${name}`, [name]: { $push: { [name]: "$text" } } } },
          { $unwind: `$${name}` },
        ],
        table,
      );
      return Object.values(explain({ kind: "pipeline", table, where: everything(), stages })).map((one) =>
        "text" in one ? one.text : one.problem,
      );
    };
    const hostile = "k4n4ry'\"`;--\\1?%_*/";
    const key = "k4n4ry'`;--?%_*/$1{},";
    expect(texts(hostile, hostile, key)).toEqual(texts("a", "b", "c"));
    expect(texts(hostile, hostile, key).join()).not.toContain("k4n4ry");
  });
});

describe("a pipeline of a caller who may ask some things", () => {
  const allow: PipelineAllowance = {
    fields: ["id", "text", "document.open", "Order.id", "Order.customer"],
    operators: ["$eq", "$gt"],
  };
  const parse = (pipeline: unknown) => () => parsePipeline(pipeline, table, { allow });

  it.each([
    [[{ $match: { integer: 1 } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $match: { id: { $lt: 1 } } }], "QUERY.UNKNOWN_OPERATOR"],
    [[{ $match: { document: null } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $match: { "document.secret": 1 } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $sort: { integer: 1 } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $group: { _id: "$integer" } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $group: { _id: null, n: { $max: "$integer" } } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $project: { document: 1 } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $unwind: "$tags" }], "QUERY.UNKNOWN_FIELD"],
    [[{ $limit: 1 }, { $match: { integer: 1 } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $project: { n: "$id" } }, { $match: { n: { $lt: 1 } } }], "QUERY.UNKNOWN_OPERATOR"],
    [[{ $lookup: { ...right, localField: "integer" } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $lookup: { ...right, foreignField: "integer" } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $lookup: { ...right, pipeline: [{ $match: { text: "a" } }] } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $lookup: right }, { $unwind: "$orders" }, { $match: { "orders.text": "a" } }], "QUERY.UNKNOWN_FIELD"],
  ])("is refused: %j", (pipeline, code) => {
    expect(problemOf(parse(pipeline))?.code).toBe(code);
  });

  it("gives the listed fields alone, wherever the last stage stands", () => {
    const columns = (pipeline: unknown) => {
      const stages = parse(pipeline)();
      const explained = explain({ kind: "pipeline", table, where: everything(), stages }).postgres;
      return "text" in explained ? explained.text : explained.problem;
    };
    const match = { $match: { "document.open": true, id: { $gt: 1 } } };
    expect(columns([match, { $limit: 3 }])).toMatch(/^SELECT "id", "text" FROM/);
    expect(columns([])).toBe('SELECT "id", "text" FROM "odd ""name" ORDER BY "id"');
    expect(columns([match, { $lookup: right }])).toMatch(
      /jsonb_agg\(to_jsonb\(ARRAY\["id"::text, "customer"::text\]::text\[\]\)/,
    );
    expect(columns([match, { $lookup: right }])).not.toContain('"integer"');
  });

  it("lists the tables of which a field is listed", () => {
    const pipeline = [{ $lookup: right }];
    const none: PipelineAllowance = { fields: ["id"] };
    expect(problemOf(() => parsePipeline(pipeline, table, { allow: none }))?.code).toBe("QUERY.UNKNOWN_SOURCE");
    const wrong: PipelineAllowance = { fields: ["id", "Order.nope"] };
    expect(problemOf(() => parsePipeline(pipeline, table, { allow: wrong }))?.code).toBe("QUERY.UNKNOWN_FIELD");
    const nothing: PipelineAllowance = { fields: ["document.open"] };
    expect(problemOf(() => parsePipeline([], table, { allow: nothing }))?.code).toBe("QUERY.INVALID_OPTION");
    // A caller in JavaScript can pass anything.
    const stray = { alow: allow } as object;
    expect(problemOf(() => parsePipeline([], table, stray))?.code).toBe("QUERY.UNKNOWN_OPTION");
  });
});
