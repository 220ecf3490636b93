import { isDataFlowError } from "@dataflow/core";
import { fewValues, filters } from "@dataflow/testing-base/arbitraries";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SAMPLE_TYPES, sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { propertyOptions } from "../../test/seed.ts";
import { everything } from "../ast/everything-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import { rewriteFilter } from "../ast/filter-rewriter.ts";
import { parseAggregates } from "../parser/parse-aggregates.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { explain } from "./explain.ts";

const table = sampleQueryTable(sampleTable(SAMPLE_TYPES));

function texts(where: FilterNode): readonly string[] {
  return Object.values(explain({ kind: "count", table, where })).map((one) => ("text" in one ? one.text : one.problem));
}

/** The same filter with every value replaced by another of its kind. */
function withOtherValues(node: FilterNode): FilterNode {
  return rewriteFilter(node, (leaf) => {
    const type = table.fields.get(leaf.field)?.type;
    if (type === undefined || type.kind === "json" || type.kind === "array" || type.kind === "unknown") return leaf;
    const other = () => fc.sample(fewValues(type), 1)[0];
    if (leaf.kind === "comparison") return { ...leaf, value: other() };
    if (leaf.kind === "membership") return { ...leaf, values: [other(), other(), other()] };
    if (leaf.kind === "like") return { ...leaf, pattern: "%'\"; DROP TABLE users; --" };
    return leaf.kind === "text" && leaf.position !== "start" ? { ...leaf, text: "'\"; DROP TABLE users; --" } : leaf;
  });
}

describe("the shape of a statement", () => {
  it("does not depend on values", () => {
    fc.assert(
      fc.property(filters(table), (filter) => {
        const where = parseFilter(filter, table);
        expect(texts(withOtherValues(where))).toEqual(texts(where));
      }),
      propertyOptions(500),
    );
  });

  it("is one for lists of every length", () => {
    const of = (length: number) =>
      texts(parseFilter({ integer: { $in: Array.from({ length }, (_, index) => index) } }, table));
    expect(of(0)).toEqual(of(1));
    expect(of(100_000)).toEqual(of(1));
  });
});

const CANARY = "k4n4ry'\"`;--\\$1?%_*/";

describe("text from outside", () => {
  const inputs: readonly unknown[] = [
    { text: CANARY },
    { text: { $in: [CANARY] } },
    { text: { $like: `%${CANARY}%` } },
    { text: { $ilike: CANARY } },
    { text: { $startsWith: CANARY } },
    { text: { $endsWith: CANARY } },
    { text: { $contains: CANARY } },
    { text: { $iStartsWith: CANARY } },
    { text: { $iEndsWith: CANARY } },
    { text: { $iContains: CANARY } },
    { text: { $regex: CANARY.replace(/[\^$.*+?()[\]{}|/\\]/g, "\\$&") } },
    { "document.k4n4ry'; --": 1 },
    { "document.a": { $in: [CANARY] } },
    { "document.a": { $gt: CANARY } },
    { "document.a": { [CANARY.replaceAll("$", "")]: CANARY } },
    { "document.a": [CANARY, [CANARY]] },
    { "document.a": { $gt: [CANARY, {}, [CANARY]] } },
    { "document.a": { $all: [CANARY, [CANARY]] } },
    { "document.a": { $overlap: [CANARY] } },
    { "document.a": { $elemMatch: { "k4n4ry'; --": CANARY } } },
    { "document.a": { $elemMatch: { $not: { $startsWith: CANARY } } } },
    { "document.0.k4n4ry'); --.1": CANARY },
    { "document.k4n4ry' ? (@ == 1) --": null },
  ];

  it.each(inputs)("never comes into the SQL: %j", (filter) => {
    for (const text of texts(parseFilter(filter, table))) expect(text).not.toContain("k4n4ry");
  });

  it("never comes into the SQL as the name of an output", () => {
    const parsed = parseAggregates(
      {
        groupBy: [{ [`${CANARY}`.replaceAll("$", "")]: { $month: "date" } }],
        aggregates: { [`a ${CANARY}`.replaceAll(".", "")]: { $count: true } },
      },
      table,
    );
    const texts = Object.values(explain({ kind: "aggregate", table, where: everything(), ...parsed }));
    for (const one of texts) expect("text" in one && one.text).not.toContain("k4n4ry");
  });

  it("never comes into a message as a value", () => {
    const hostile: readonly unknown[] = [
      { integer: CANARY },
      { timestamp: CANARY },
      { price: CANARY },
      { enum: CANARY },
      { uuid: CANARY },
      { boolean: CANARY },
      { integer: { $in: [1, CANARY] } },
      { text: { $regex: `(${CANARY}` } },
      { text: { $like: `${CANARY}\\` } },
      { "document.a": { $gt: { [CANARY]: 1 } } },
    ];
    for (const filter of hostile) {
      const error = caught(() => parseFilter(filter, table));
      expect(isDataFlowError(error) && JSON.stringify(error)).not.toContain("k4n4ry");
    }
  });
});

function caught(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

describe("any input at all", () => {
  it("is parsed or refused with a code, never anything else", () => {
    const key = fc.oneof(
      fc.constantFrom(
        "$and",
        "$or",
        "$not",
        "$nor",
        "$gt",
        "$in",
        "$regex",
        "__proto__",
        "constructor",
        "toString",
        "text",
        "integer",
        "document.a",
        "$where",
        "$expr",
      ),
      fc.string(),
    );
    const input = fc.letrec<{ any: unknown; object: object }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 5 },
        fc.anything({
          maxDepth: 2,
          withBigInt: true,
          withDate: true,
          withNullPrototype: true,
          withSparseArray: true,
          withTypedArray: true,
        }),
        tie("object"),
        fc.array(tie("object"), { maxLength: 3 }),
      ),
      object: fc.dictionary(key, tie("any"), { maxKeys: 3 }),
    })).any;
    fc.assert(
      fc.property(input, (filter) => {
        try {
          parseFilter(filter, table);
        } catch (error) {
          expect(isDataFlowError(error) && error.code).toMatch(/^QUERY\./);
        }
      }),
      propertyOptions(1000),
    );
  });

  it("finds nothing on a prototype", () => {
    for (const key of ["constructor", "toString", "hasOwnProperty", "valueOf"]) {
      expect(caught(() => parseFilter({ [key]: 1 }, table))).toMatchObject({ code: "QUERY.UNKNOWN_FIELD" });
      expect(caught(() => parseFilter({ text: { [`$${key}`]: 1 } }, table))).toMatchObject({
        code: "QUERY.UNKNOWN_OPERATOR",
      });
    }
    const own = JSON.parse('{"__proto__": {"text": "a"}}');
    expect(caught(() => parseFilter(own, table))).toMatchObject({ code: "QUERY.UNKNOWN_FIELD" });
    expect(caught(() => parseFilter({ text: JSON.parse('{"__proto__": 1}') }, table))).toMatchObject({
      code: "QUERY.INVALID_FILTER",
    });
  });

  it("is refused where it is too large, before it costs anything", () => {
    let deep: object = { text: "a" };
    for (let level = 0; level < 20_000; level++) deep = { $and: [deep] };
    expect(caught(() => parseFilter(deep, table))).toMatchObject({ code: "QUERY.TOO_COMPLEX" });
    expect(
      caught(() => parseFilter({ $or: Array.from({ length: 1001 }, () => ({ text: "a" })) }, table)),
    ).toMatchObject({ code: "QUERY.TOO_COMPLEX" });
    expect(
      caught(() => parseFilter({ integer: { $in: Array.from({ length: 100_001 }, () => 1) } }, table)),
    ).toMatchObject({ code: "QUERY.TOO_COMPLEX" });
    expect(caught(() => parseFilter({ text: { $contains: "a".repeat(1001) } }, table))).toMatchObject({
      code: "QUERY.TOO_COMPLEX",
    });
  });
});
