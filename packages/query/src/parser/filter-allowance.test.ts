import { isDataFlowError } from "@dataflow/core";
import { describe, expect, it } from "vitest";
import { SAMPLE_TYPES, sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import type { FilterAllowance } from "./filter-allowance.ts";
import { parseFilter } from "./parse-filter.ts";

const table = sampleQueryTable(sampleTable(SAMPLE_TYPES));

function refusal(filter: unknown, allow: FilterAllowance) {
  try {
    parseFilter(filter, table, { allow });
  } catch (error) {
    if (isDataFlowError(error)) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** An error with the name that was asked for taken out, and without the fix: that names the closest of the listed ones. */
function withoutName({ code, message, why, meta }: ReturnType<typeof refusal>, name: string): string {
  return JSON.stringify({ code, message, why, meta }).replaceAll(name, "NAME");
}

describe("an allowance", () => {
  const allow: FilterAllowance = {
    fields: { text: ["$eq", "$regex", "$not"], integer: ["$gt", "$lt"], "document.city": ["$eq"] },
    operators: ["$eq", "$gt", "$regex", "$not", "$and", "$expr"],
  };

  it.each([
    { text: "a" },
    { text: { $regex: "a", $options: "i" } },
    { text: { $not: { $eq: "a" } } },
    { $and: [{ integer: { $gt: 1 } }] },
    { "document.city": "Paris" },
    { "document.city.part": "North" },
    { $expr: { $gt: ["$integer", 5] } },
  ])("lets through what it lists: %j", (filter) => {
    expect(parseFilter(filter, table, { allow })).toEqual(parseFilter(filter, table));
  });

  it.each(["bigint", "document", "document.country", "document.city2", "price"])(
    "answers for the unlisted field %s as for one that does not exist",
    (name) => {
      const unknown = name.includes(".") ? "nothing.there" : "nothing";
      const place = (key: string) => ({ [key]: { $gt: 1 } });
      expect(withoutName(refusal(place(name), allow), name)).toBe(withoutName(refusal(place(unknown), allow), unknown));
      const expression = (key: string) => ({ $expr: { $gt: [`$${key}`, "$integer"] } });
      expect(withoutName(refusal(expression(name), allow), name)).toBe(
        withoutName(refusal(expression(unknown), allow), unknown),
      );
    },
  );

  it.each([
    ["$in", "$anything", (name: string) => ({ text: { [name]: ["a"] } })],
    ["$lt", "$anything", (name: string) => ({ integer: { [name]: 5 } })],
    ["$eq", "$anything", (name: string) => ({ integer: { [name]: 5 } })],
    ["$or", "$anything", (name: string) => ({ [name]: [{ text: "a" }] })],
    ["$in", "$anything", (name: string) => ({ [name]: [{ text: "a" }] })],
    ["$in", "$anything", (name: string) => ({ text: { $not: { [name]: ["a"] } } })],
  ] as const)("answers for the unlisted operator %s as for one that does not exist", (name, unknown, filter) => {
    expect(withoutName(refusal(filter(name), allow), name)).toBe(withoutName(refusal(filter(unknown), allow), unknown));
  });

  it("never names what it does not list", () => {
    const own = /text|integer|document\.city|Sample|\$(?:eq|gt|lt|regex|options|not|and|expr)/g;
    const others = [...table.fields.keys()].filter((name) => name !== "text" && name !== "integer");
    for (const filter of [
      { txt: 1 },
      { integr: 1 },
      { integer: 5 },
      { text: { $in: [] } },
      { text: { $gt: 1 } },
      { $nor: [] },
    ]) {
      const said = JSON.stringify(refusal(filter, allow)).replace(own, "");
      for (const name of others) expect(said).not.toContain(`"${name}"`);
      expect(said).not.toMatch(/\$(?:nin|or\b|like|contains|between)/);
    }
  });

  it("counts a bare value as $eq", () => {
    expect(refusal({ integer: 5 }, allow).code).toBe("QUERY.UNKNOWN_OPERATOR");
    expect(refusal({ integer: null }, allow).code).toBe("QUERY.UNKNOWN_OPERATOR");
  });

  it("takes a list of fields, with every operator", () => {
    const where = { text: { $in: ["a"] }, $or: [{ integer: 1 }, { "document.a.b": 2 }] };
    const listed = { fields: ["text", "integer", "document"] };
    expect(parseFilter(where, table, { allow: listed })).toEqual(parseFilter(where, table));
    expect(refusal({ bigint: 1n }, listed).code).toBe("QUERY.UNKNOWN_FIELD");
    expect(refusal({ [`document.${"a.".repeat(100_000)}`]: 1 }, listed).code).toBe("QUERY.INVALID_FILTER");
  });

  it.each([
    [{ fields: ["nothing"] }, "UNKNOWN_FIELD"],
    [{ fields: ["text.a"] }, "UNKNOWN_FIELD"],
    [{ fields: [], operators: ["$eqq"] }, "UNKNOWN_OPERATOR"],
    [{ fields: { text: ["$eqq"] } }, "UNKNOWN_OPERATOR"],
    [{ fields: [], operator: ["$eq"] }, "UNKNOWN_OPTION"],
  ])("is checked itself: %j", (wrong, code) => {
    // Programs in JavaScript pass such things.
    expect(refusal({}, wrong as unknown as FilterAllowance).code).toBe(`QUERY.${code}`);
  });
});

describe("limits", () => {
  it.each([
    [{ dept: 5 }, "UNKNOWN_OPTION"],
    [{ depth: Number.NaN }, "INVALID_OPTION"],
    [{ nodes: 0 }, "INVALID_OPTION"],
    [{ listLength: "5" }, "INVALID_OPTION"],
  ])("are checked: %j", (options, code) => {
    // Programs in JavaScript pass such things.
    expect(() => parseFilter({}, table, options as object)).toThrow(expect.objectContaining({ code: `QUERY.${code}` }));
  });

  it("can be raised by the program, and by no filter", () => {
    const long = { text: { $contains: "a".repeat(1001) } };
    expect(parseFilter(long, table, { patternLength: 2000 }).kind).toBe("text");
    expect(() => parseFilter({ ...long, patternLength: 2000 }, table)).toThrow("1001 characters");
    expect(() => parseFilter({ patternLength: 2000, ...long }, table)).toThrow("no field");
  });
});
