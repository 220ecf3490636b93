import { describe, expect, it } from "vitest";
import { SAMPLE_TYPES, sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { parseFilter } from "./parse-filter.ts";

const table = sampleQueryTable(sampleTable(SAMPLE_TYPES, ["integer"]));

function parsed($expr: unknown) {
  return parseFilter({ $expr }, table);
}

describe("$expr", () => {
  it("says every comparison by two of them", () => {
    const greater = { kind: "fieldComparison", left: "integer", operator: "gt", right: "bigint" };
    const less = { kind: "fieldComparison", left: "bigint", operator: "gt", right: "integer" };
    expect(parsed({ $gt: ["$integer", "$bigint"] })).toEqual(greater);
    expect(parsed({ $lte: ["$integer", "$bigint"] })).toEqual({ kind: "not", child: greater });
    expect(parsed({ $lt: ["$integer", "$bigint"] })).toEqual(less);
    expect(parsed({ $gte: ["$integer", "$bigint"] })).toEqual({ kind: "not", child: less });
  });

  it("puts null below every value, on either side", () => {
    expect(parsed({ $lt: ["$integer", null] })).toEqual({ kind: "nothing" });
    expect(parsed({ $gte: ["$integer", null] })).toEqual({ kind: "everything" });
    expect(parsed({ $lt: [null, "$integer"] })).toEqual(parsed({ $ne: ["$integer", null] }));
    expect(parsed({ $gt: [5, "$integer"] })).toEqual(parsed({ $lt: ["$integer", 5] }));
  });

  it("takes a text with a dollar as a value when told so", () => {
    expect(parsed({ $eq: ["$text", { $literal: "$integer" }] })).toEqual(parseFilter({ text: "$integer" }, table));
  });

  it.each([
    [undefined, "UNDEFINED_VALUE", "filter.$expr is undefined"],
    [{}, "INVALID_FILTER", "must be an object of one operator"],
    [{ $gt: ["$integer", 1], $lt: ["$integer", 5] }, "INVALID_FILTER", "must be an object of one operator"],
    [{ $gt: ["$integer"] }, "INVALID_FILTER", "filter.$expr.$gt must be a list of two"],
    [{ $gt: [1, 2] }, "INVALID_FILTER", "compares two values"],
    [{ $gt: ["$integer", "$text"] }, "INVALID_FILTER", "have no order in common"],
    [{ $gt: ["$bigint", "$real"] }, "INVALID_FILTER", "have no order in common"],
    [{ $gt: ["$price", "$long"] }, "INVALID_FILTER", "have no order in common"],
    [{ $gt: ["$boolean", "$boolean"] }, "INVALID_FILTER", 'of the kind "boolean"'],
    [{ $eq: ["$document", "$price"] }, "INVALID_FILTER", 'of the kind "decimal"'],
    [{ $eq: ["$document.a", "$timestamp"] }, "INVALID_FILTER", 'of the kind "timestamp"'],
    [{ $eq: ["$document.a", new Date(0)] }, "INVALID_VALUE", "filter.$expr.$eq.1 must be a value of JSON"],
    [{ $eq: ["$document.a", { $literal: undefined }] }, "UNDEFINED_VALUE", "filter.$expr.$eq.1 is undefined"],
    [{ $eq: ["$document.a.b.c.d.e", 1] }, "TOO_COMPLEX", "more than 4 keys"],
    [{ $eq: ['$document.a"', 1] }, "INVALID_FILTER", "a quote"],
    [{ $eq: ["$document..a", 1] }, "INVALID_FILTER", "an empty part"],
    [{ $gt: ["$integer", "5"] }, "INVALID_VALUE", "filter.$expr.$gt.1 must be"],
    [{ $gt: ["$integer", undefined] }, "UNDEFINED_VALUE", "filter.$expr.$gt.1 is undefined"],
    [{ $gt: ["$integer", { $add: [1, 2] }] }, "INVALID_FILTER", "must be a field or a value"],
    [{ $gt: ["$nothing", 5] }, "UNKNOWN_FIELD", 'no field "nothing"'],
    [{ $gt: ["$constructor", 5] }, "UNKNOWN_FIELD", 'no field "constructor"'],
    [{ $gt: ["$integer.a", 5] }, "UNKNOWN_FIELD", 'no field "integer.a"'],
    [{ $where: "1" }, "UNKNOWN_OPERATOR", '"$where"'],
    [{ toString: [1, 2] }, "UNKNOWN_OPERATOR", '"toString"'],
    [{ $and: [] }, "INVALID_FILTER", "at least one expression"],
    [{ $not: [{ $eq: ["$integer", 1] }, { $eq: ["$integer", 2] }] }, "INVALID_FILTER", "must hold one expression"],
  ])("refuses %j", ($expr, code, message) => {
    expect(() => parsed($expr)).toThrow(
      expect.objectContaining({ code: `QUERY.${code}`, message: expect.stringContaining(message) }),
    );
  });

  it("takes places in documents, where they may be named", () => {
    const place = { kind: "place", field: "document", path: ["a", "b"] };
    const five = { kind: "value", value: 5 };
    expect(parsed({ $lt: ["$document.a.b", 5] })).toEqual({
      kind: "placeComparison",
      left: five,
      operator: "gt",
      right: place,
    });
    const ask = (fields: readonly string[]) => () =>
      parseFilter({ $expr: { $eq: ["$document.a.b", "$text"] } }, table, { allow: { fields } });
    expect(ask(["document.a", "text"])).not.toThrow();
    expect(ask(["document.b", "text"])).toThrow(/no field "document.a.b"/);
    expect(ask(["document"])).toThrow(/no field "text"/);
  });

  it("is as limited as filters are", () => {
    let deep: object = { $eq: ["$integer", 1] };
    for (let level = 0; level < 20_000; level++) deep = { $not: deep };
    expect(() => parsed(deep)).toThrow(expect.objectContaining({ code: "QUERY.TOO_COMPLEX" }));
    const wide = { $or: Array.from({ length: 1000 }, () => ({ $eq: ["$integer", 1] })) };
    expect(() => parsed(wide)).toThrow(expect.objectContaining({ code: "QUERY.TOO_COMPLEX" }));
  });
});
