import { isDataFlowError } from "@dataflow/core";
import { describe, expect, it } from "vitest";
import { SAMPLE_TYPES, sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { everything } from "../ast/everything-node.ts";
import { explain } from "../compiler/explain.ts";
import { parseAggregates } from "../parser/parse-aggregates.ts";
import { parsePipeline } from "./parse-pipeline.ts";

const tags = { kind: "array", element: { kind: "text" } } as const;
const table = sampleQueryTable(sampleTable({ ...SAMPLE_TYPES, tags }));

function problemOf(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (isDataFlowError(error)) return error;
    throw error;
  }
  return undefined;
}

const group = { $group: { _id: "$text", n: { $sum: 1 }, all: { $push: "$integer" } } };

describe("a pipeline", () => {
  it("is parsed into frozen stages", () => {
    const stages = parsePipeline([{ $match: { integer: 1 } }, group, { $sort: { n: -1 } }, { $limit: 1 }], table);
    expect(stages.map(({ kind }) => kind)).toEqual(["match", "group", "sort", "limit"]);
    expect([stages, ...stages].every(Object.isFrozen)).toBe(true);
  });

  it.each([
    [{}, "QUERY.INVALID_PIPELINE"],
    [[{}], "QUERY.INVALID_PIPELINE"],
    [[null], "QUERY.INVALID_PIPELINE"],
    [[{ $match: {}, $limit: 1 }], "QUERY.INVALID_PIPELINE"],
    [[{ $out: "users" }], "QUERY.UNKNOWN_STAGE"],
    [[{ constructor: {} }], "QUERY.UNKNOWN_STAGE"],
    [Array.from({ length: 33 }, () => ({ $skip: 0 })), "QUERY.TOO_COMPLEX"],
    [[{ $match: { nope: 1 } }], "QUERY.UNKNOWN_FIELD"],
    [[group, { $match: { integer: 1 } }], "QUERY.UNKNOWN_FIELD"],
    [[group, { $match: { all: null } }], "QUERY.UNSUPPORTED_OPERATOR"],
    [[group, { $project: { n: 1, rest: "$all" } }, { $match: { rest: null } }], "QUERY.UNSUPPORTED_OPERATOR"],
    [[group, { $sort: { all: 1 } }], "QUERY.INVALID_SORT"],
    [[group, { $group: { _id: "$all" } }], "QUERY.UNSUPPORTED_OPERATOR"],
    [[{ $sort: {} }], "QUERY.INVALID_PIPELINE"],
    [[{ $sort: { text: "asc" } }], "QUERY.INVALID_PIPELINE"],
    [[{ $sort: { document: 1 } }], "QUERY.INVALID_SORT"],
    [[{ $limit: 0 }], "QUERY.INVALID_PIPELINE"],
    [[{ $limit: -1 }], "QUERY.INVALID_PAGE"],
    [[{ $skip: "1" }], "QUERY.INVALID_PAGE"],
    [[{ $group: { n: { $sum: 1 } } }], "QUERY.INVALID_PIPELINE"],
    [[{ $group: { _id: "text" } }], "QUERY.INVALID_PIPELINE"],
    [[{ $group: { _id: 1 } }], "QUERY.INVALID_PIPELINE"],
    [[{ $group: { _id: undefined } }], "QUERY.UNDEFINED_VALUE"],
    [[{ $group: { _id: "$nope" } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $group: { _id: "$document" } }], "QUERY.UNSUPPORTED_OPERATOR"],
    [[{ $group: { _id: { "a.b": "$text" } } }], "QUERY.INVALID_PIPELINE"],
    [[{ $group: { _id: { m: { $month: "$text" } } } }], "QUERY.UNSUPPORTED_OPERATOR"],
    [[{ $group: { _id: { m: { $week: "$date" } } } }], "QUERY.UNKNOWN_OPERATOR"],
    [[{ $group: { _id: null, n: { $sum: 2 } } }], "QUERY.INVALID_PIPELINE"],
    [[{ $group: { _id: null, n: { $sun: "$integer" } } }], "QUERY.UNKNOWN_OPERATOR"],
    [[{ $group: { _id: null, n: { $sum: "$integer", $avg: "$integer" } } }], "QUERY.INVALID_PIPELINE"],
    [[{ $group: { _id: null, $n: { $sum: 1 } } }], "QUERY.INVALID_PIPELINE"],
    [[{ $group: { _id: null, n: { $push: "$bytes" } } }], "QUERY.UNSUPPORTED_OPERATOR"],
    [[{ $group: { _id: null, n: { $first: "$text" } } }], "QUERY.INVALID_AGGREGATE"],
    [[{ $sort: { text: 1 } }, group, { $group: { _id: null, n: { $first: "$n" } } }], "QUERY.INVALID_AGGREGATE"],
    [[{ $unwind: "$text" }], "QUERY.UNSUPPORTED_OPERATOR"],
    [[{ $unwind: "$nope" }], "QUERY.UNKNOWN_FIELD"],
    [[{ $unwind: {} }], "QUERY.UNDEFINED_VALUE"],
    [[{ $unwind: { path: "$tags", index: "i" } }], "QUERY.UNKNOWN_OPTION"],
    [[{ $unwind: { path: "$tags", includeArrayIndex: "text" } }], "QUERY.INVALID_PIPELINE"],
    [[{ $unwind: { path: "$tags", includeArrayIndex: "$i" } }], "QUERY.INVALID_PIPELINE"],
    [[{ $unwind: { path: "$tags", preserveNullAndEmptyArrays: 1 } }], "QUERY.INVALID_PIPELINE"],
    [[{ $unwind: "$tags" }, { $unwind: "$tags" }], "QUERY.UNSUPPORTED_OPERATOR"],
    [[{ $project: {} }], "QUERY.INVALID_PIPELINE"],
    [[{ $project: { text: 1, integer: 0 } }], "QUERY.INVALID_PIPELINE"],
    [[{ $project: { nope: 1 } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $project: { a: "$nope" } }], "QUERY.UNKNOWN_FIELD"],
    [[{ $project: { "a.b": "$text" } }], "QUERY.INVALID_PIPELINE"],
    [[{ $project: { text: 1 } }, { $match: { integer: 1 } }], "QUERY.UNKNOWN_FIELD"],
    [[group, { $project: { _id: 0, n: 0, all: 0 } }], "QUERY.INVALID_PIPELINE"],
    [[{ $group: { _id: { a: "$text" } } }, { $project: { "_id.a": 1, _id: 1 } }], "QUERY.INVALID_PIPELINE"],
  ])("is refused: %j", (input, code) => {
    expect(problemOf(() => parsePipeline(input, table))?.code).toBe(code);
  });

  it.each([
    [[{ $mach: {} }], "$match"],
    [[group, { $sort: { m: 1 } }], '"n"'],
    [[{ $group: { _id: null, n: { $pushh: "$text" } } }], "$push"],
  ])("names the closest: %j", (input, closest) => {
    expect(problemOf(() => parsePipeline(input, table))?.fix).toContain(closest);
  });

  it("has one text for all values and names of outputs, and never one of them in it", () => {
    const texts = (value: string, name: string) => {
      const stages = parsePipeline(
        [
          { $match: { text: value } },
          { $group: { _id: { [`${name}k`]: "$text" }, [name]: { $push: "$text" } } },
          { $match: { [`_id.${name}k`]: { $in: [value] } } },
          { $project: { [`${name}r`]: `$${name}` } },
          { $limit: value.length },
        ],
        table,
      );
      return Object.values(explain({ kind: "pipeline", table, where: everything(), stages })).map((one) =>
        "text" in one ? one.text : one.problem,
      );
    };
    const hostile = "k4n4ry'\"`;--\\1?%_*/";
    expect(texts(hostile, hostile)).toEqual(texts("a", "b"));
    expect(texts(hostile, hostile).join()).not.toContain("k4n4ry");
  });
});

describe("an aggregation", () => {
  it.each([
    [{ aggregates: { a: { $first: "text" } } }, "QUERY.INVALID_AGGREGATE"],
    [{ sort: [], aggregates: { a: { $last: "text" } } }, "QUERY.INVALID_AGGREGATE"],
    [{ sort: ["nope"], aggregates: { a: { $last: "text" } } }, "QUERY.UNKNOWN_FIELD"],
    [{ sort: ["text"], aggregates: { a: { $first: "tags" } } }, "QUERY.UNSUPPORTED_OPERATOR"],
    [{ aggregates: { a: { $push: "bytes" } } }, "QUERY.UNSUPPORTED_OPERATOR"],
    [{ aggregates: { a: { $stdDevPop: "text" } } }, "QUERY.UNSUPPORTED_OPERATOR"],
    [{ aggregates: { a: { $push: "text" } }, having: { a: null } }, "QUERY.UNSUPPORTED_OPERATOR"],
    [{ aggregates: { a: { $addToSet: "text" } }, orderBy: ["a"] }, "QUERY.INVALID_SORT"],
  ])("is refused: %j", (input, code) => {
    expect(problemOf(() => parseAggregates(input, table))?.code).toBe(code);
  });
});
