import { isDataFlowError } from "@dataflow/core";
import { describe, expect, it } from "vitest";
import { SAMPLE_TYPES, sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { allOf } from "../ast/and-node.ts";
import { assertContains } from "../ast/assert-contains.ts";
import { equals } from "../ast/comparison-node.ts";
import { everything } from "../ast/everything-node.ts";
import { not } from "../ast/not-node.ts";
import { nothing } from "../ast/nothing-node.ts";
import { isNull } from "../ast/null-node.ts";
import { anyOf } from "../ast/or-node.ts";
import { queryTable } from "../table/query-table-from-schema.ts";
import { parseAggregates } from "./parse-aggregates.ts";
import { parseFields } from "./parse-fields.ts";
import { parsePage } from "./parse-page.ts";
import { parseSort } from "./parse-sort.ts";
import { parseUpdate } from "./parse-update.ts";

const table = sampleQueryTable(sampleTable(SAMPLE_TYPES, ["text"]));

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isDataFlowError(error)) return error.code;
    throw error;
  }
  return "accepted";
}

describe("an order", () => {
  it("is read from names and objects", () => {
    expect(parseSort(["-integer", { field: "text", nulls: "last" }], table)).toEqual([
      { kind: "sort", field: "integer", direction: "desc", nulls: "last" },
      { kind: "sort", field: "text", direction: "asc", nulls: "last" },
    ]);
  });

  it.each([
    ["text", "QUERY.INVALID_SORT"],
    [["nope"], "QUERY.UNKNOWN_FIELD"],
    [["--text"], "QUERY.UNKNOWN_FIELD"],
    [["text", "-text"], "QUERY.INVALID_SORT"],
    [["document"], "QUERY.INVALID_SORT"],
    [[{ field: "text", direction: "DESC; --" }], "QUERY.INVALID_SORT"],
    [[{ field: "text", nulls: 1 }], "QUERY.INVALID_SORT"],
    [[{ field: "text", order: "asc" }], "QUERY.UNKNOWN_OPTION"],
    [[{ field: ["text"] }], "QUERY.INVALID_SORT"],
    [[undefined], "QUERY.INVALID_SORT"],
    [Array.from({ length: 33 }, () => "text"), "QUERY.INVALID_SORT"],
  ])("is refused: %j", (input, code) => {
    expect(codeOf(() => parseSort(input, table))).toBe(code);
  });
});

describe("a choice of fields", () => {
  it.each([
    [["id", "text"], "accepted"],
    [[], "QUERY.INVALID_FIELDS"],
    ["id", "QUERY.INVALID_FIELDS"],
    [["id", "id"], "QUERY.INVALID_FIELDS"],
    [[5], "QUERY.INVALID_FIELDS"],
    [["constructor"], "QUERY.UNKNOWN_FIELD"],
  ])("%j", (input, code) => {
    expect(codeOf(() => parseFields(input, table))).toBe(code);
  });
});

describe("a page", () => {
  it.each([
    [{ limit: 0, offset: 10 }, "accepted"],
    [{}, "accepted"],
    [{ limit: -1 }, "QUERY.INVALID_PAGE"],
    [{ limit: 1.5 }, "QUERY.INVALID_PAGE"],
    [{ limit: "10" }, "QUERY.INVALID_PAGE"],
    [{ offset: Number.POSITIVE_INFINITY }, "QUERY.INVALID_PAGE"],
    [{ offset: null }, "QUERY.INVALID_PAGE"],
  ])("%j", (input, code) => {
    expect(codeOf(() => parsePage(input))).toBe(code);
  });
});

describe("an update", () => {
  it("is read from values and operators", () => {
    expect(
      parseUpdate(
        { text: null, price: "7", integer: { $inc: 1 }, timestamp: { $currentDate: true }, document: { $inc: 1 } },
        table,
      ),
    ).toEqual([
      { kind: "assignment", field: "text", operator: "set", value: null },
      { kind: "assignment", field: "price", operator: "set", value: "7.00" },
      { kind: "assignment", field: "integer", operator: "inc", value: 1 },
      { kind: "assignment", field: "timestamp", operator: "currentTimestamp", value: null },
      { kind: "assignment", field: "document", operator: "set", value: { $inc: 1 } },
    ]);
  });

  it("takes operators above their fields, and puts all changes of a document in one node", () => {
    const update = { $inc: { integer: 1 }, "document.a": 1, $push: { "document.b.0": 2 }, $setOnInsert: { text: "x" } };
    const plain = { kind: "plain" };
    const push = { kind: "push", position: "end", slice: "none", sort: [] };
    expect(parseUpdate(update, table)).toEqual([
      { kind: "assignment", field: "integer", operator: "inc", value: 1 },
      {
        kind: "assignment",
        field: "document",
        operator: "document",
        value: [
          { operator: "$set", path: ["a"], values: [1], form: plain },
          { operator: "$push", path: ["b", "0"], values: [[2]], form: push },
        ],
      },
    ]);
  });

  it.each([
    [{}, "QUERY.INVALID_UPDATE"],
    [[], "QUERY.INVALID_UPDATE"],
    [{ nope: 1 }, "QUERY.UNKNOWN_FIELD"],
    [{ $set: { nope: "a" } }, "QUERY.UNKNOWN_FIELD"],
    [{ $set: "a" }, "QUERY.INVALID_UPDATE"],
    [{ $sets: { text: "a" } }, "QUERY.UNKNOWN_OPERATOR"],
    [{ $inc: { integer: 1 }, integer: 2 }, "QUERY.INVALID_UPDATE"],
    [{ "document.a": 1, $set: { "document.a.b": 1 } }, "QUERY.INVALID_UPDATE"],
    [{ $set: { "document.a.b": 1 }, $unset: { document: 1 } }, "QUERY.INVALID_UPDATE"],
    [{ "document.a": { $inc: 1 } }, "QUERY.INVALID_UPDATE"],
    [{ "document.a..b": 1 }, "QUERY.INVALID_UPDATE"],
    [{ 'document.a"b': 1 }, "QUERY.INVALID_UPDATE"],
    [{ "document.__proto__.b": 1 }, "QUERY.INVALID_UPDATE"],
    [{ "document.$.b": 1 }, "QUERY.INVALID_UPDATE"],
    [{ "document.$[x].b": 1 }, "QUERY.INVALID_UPDATE"],
    [{ "text.a": 1 }, "QUERY.INVALID_UPDATE"],
    [{ "document.a": undefined }, "QUERY.UNDEFINED_VALUE"],
    [{ $inc: { "document.a": "1" } }, "QUERY.INVALID_VALUE"],
    [{ $inc: { "document.a": Number.NaN } }, "QUERY.INVALID_VALUE"],
    [{ $rename: { "document.a": "text" } }, "QUERY.INVALID_UPDATE"],
    [{ $rename: { "document.a": "document.a" } }, "QUERY.INVALID_UPDATE"],
    [{ $rename: { document: "text" } }, "QUERY.UNSUPPORTED_OPERATOR"],
    [{ $push: { text: "a" } }, "QUERY.UNSUPPORTED_OPERATOR"],
    [{ $push: { "document.a": { $each: 1 } } }, "QUERY.INVALID_UPDATE"],
    [{ $push: { "document.a": { $each: [], $sorted: 1 } } }, "QUERY.INVALID_UPDATE"],
    [{ $push: { "document.a": { $each: [], $sort: { b: 2 } } } }, "QUERY.INVALID_UPDATE"],
    [{ $push: { "document.a": { $each: [], $slice: 1.5 } } }, "QUERY.INVALID_VALUE"],
    [{ $addToSet: { "document.a": { $each: [], $slice: 1 } } }, "QUERY.INVALID_UPDATE"],
    [{ $pop: { "document.a": 2 } }, "QUERY.INVALID_UPDATE"],
    [{ $pull: { "document.a": { $gt: {} } } }, "QUERY.INVALID_UPDATE"],
    [{ $pull: { "document.a": { b: 1, $gt: 1 } } }, "QUERY.UNKNOWN_OPERATOR"],
    [{ $pull: { "document.a": { $regex: "a" } } }, "QUERY.UNKNOWN_OPERATOR"],
    [{ $bit: { "document.a": { nand: 1 } } }, "QUERY.INVALID_UPDATE"],
    [{ $unset: { textRequired: 1 } }, "QUERY.INVALID_VALUE"],
    [{ text: undefined }, "QUERY.UNDEFINED_VALUE"],
    [{ textRequired: null }, "QUERY.INVALID_VALUE"],
    [{ short: "123456" }, "QUERY.INVALID_VALUE"],
    [{ integer: { $inc: 1, $mul: 2 } }, "QUERY.INVALID_UPDATE"],
    [{ integer: { $inc: null } }, "QUERY.INVALID_VALUE"],
    [{ integer: { $inc: undefined } }, "QUERY.UNDEFINED_VALUE"],
    [{ integer: { $incr: 1 } }, "QUERY.UNKNOWN_OPERATOR"],
    [{ text: { $inc: 1 } }, "QUERY.UNSUPPORTED_OPERATOR"],
    [{ timestamp: { $currentDate: false } }, "QUERY.INVALID_VALUE"],
    [{ document: { at: new Date() } }, "QUERY.INVALID_VALUE"],
  ])("is refused: %j", (input, code) => {
    expect(codeOf(() => parseUpdate(input, table))).toBe(code);
  });
});

describe("an aggregation", () => {
  it.each([
    [{ aggregates: { n: { $count: true } } }, "accepted"],
    [{ groupBy: ["text"], aggregates: {} }, "accepted"],
    [{}, "QUERY.INVALID_AGGREGATE"],
    [{ aggregates: { n: { $count: true } }, group: [] }, "QUERY.UNKNOWN_OPTION"],
    [{ aggregates: { n: { $count: false } } }, "QUERY.INVALID_AGGREGATE"],
    [{ aggregates: { n: { $sum: "text" } } }, "QUERY.UNSUPPORTED_OPERATOR"],
    [{ aggregates: { n: { $sun: "integer" } } }, "QUERY.UNKNOWN_OPERATOR"],
    [{ aggregates: { n: { $sum: "nope" } } }, "QUERY.UNKNOWN_FIELD"],
    [{ aggregates: { $n: { $count: true } } }, "QUERY.INVALID_AGGREGATE"],
    [{ aggregates: JSON.parse('{"__proto__":{"$count":true}}') }, "QUERY.INVALID_AGGREGATE"],
    [{ aggregates: { n: { $count: true, $sum: "integer" } } }, "QUERY.INVALID_AGGREGATE"],
    [{ groupBy: ["text"], aggregates: { text: { $count: true } } }, "QUERY.INVALID_AGGREGATE"],
    [{ groupBy: ["document"], aggregates: {} }, "QUERY.UNSUPPORTED_OPERATOR"],
    [{ groupBy: [{ m: { $month: "text" } }], aggregates: {} }, "QUERY.UNSUPPORTED_OPERATOR"],
    [{ groupBy: [{ m: { $week: "date" } }], aggregates: {} }, "QUERY.UNKNOWN_OPERATOR"],
    [{ aggregates: { n: { $count: true } }, having: { m: 1 } }, "QUERY.UNKNOWN_FIELD"],
    [{ aggregates: { n: { $count: true } }, having: { n: "1" } }, "QUERY.INVALID_VALUE"],
    [{ aggregates: { n: { $count: true } }, orderBy: ["integer"] }, "QUERY.UNKNOWN_FIELD"],
  ])("%j", (input, code) => {
    expect(codeOf(() => parseAggregates(input, table))).toBe(code);
  });
});

describe("a required condition", () => {
  const tenant = equals("text", "acme");
  const live = isNull("timestamp");

  it.each([
    [tenant],
    [allOf([equals("integer", 1), tenant])],
    [allOf([allOf([tenant, live]), anyOf([equals("integer", 1), equals("integer", 2)])])],
    [allOf([equals("text", "acme"), live])],
    [nothing()],
  ])("is found: %j", (where) => {
    expect(() => assertContains(where, tenant)).not.toThrow();
  });

  it.each([
    [everything()],
    [equals("text", "other")],
    [anyOf([tenant, equals("integer", 1)])],
    [not(tenant)],
    [allOf([not(tenant), live])],
  ])("is missed: %j", (where) => {
    expect(codeOf(() => assertContains(where, tenant))).toBe("QUERY.MISSING_PREDICATE");
  });

  it("is found part by part", () => {
    expect(() => assertContains(allOf([tenant, live, equals("integer", 1)]), allOf([live, tenant]))).not.toThrow();
    expect(codeOf(() => assertContains(allOf([live, equals("integer", 1)]), allOf([live, tenant])))).toBe(
      "QUERY.MISSING_PREDICATE",
    );
  });
});

it.each(["__proto__", "constructor", "prototype", "$gt", "-name", "a.b", ""])(
  "does not take %j for the name of a field",
  (name) => {
    const columns = [{ name: "a", type: { kind: "text" }, nullable: true }] as const;
    const schema = { name: "t", columns, uniques: [], foreignKeys: [], indexes: [] };
    expect(codeOf(() => queryTable(schema, { fieldName: () => name }))).toBe("QUERY.INVALID_TABLE");
  },
);
