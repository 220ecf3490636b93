import { describe, expect, it } from "vitest";
import { SAMPLE_TYPES, sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { everything } from "../ast/everything-node.ts";
import { parseAggregates } from "../parser/parse-aggregates.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { compileFilter } from "./compile-filter.ts";
import { compileStatement } from "./compile-statement.ts";
import { maxRowsPerInsert, rowChunks } from "./row-chunks.ts";

const table = sampleQueryTable(sampleTable(SAMPLE_TYPES));
const plan = (filter: unknown) =>
  compileStatement({ kind: "select", table, where: parseFilter(filter, table), orderBy: [] }, "postgres").plan;

describe("a plan", () => {
  it("is the same for equal shapes, whatever the values", () => {
    expect(plan({ integer: 1, text: { $in: ["a"] } })).toBe(plan({ integer: 2, text: { $in: ["b", "c"] } }));
  });

  it.each([
    [{ integer: 1 }, { integer: null }],
    [{ integer: 1 }, { integer: { $gt: 1 } }],
    [{ integer: 1 }, { real: 1 }],
    [{ text: { $like: "a" } }, { text: { $ilike: "a" } }],
    [
      { $and: [{ integer: 1 }, { $or: [{ real: 1 }, { text: "a" }] }] },
      { $or: [{ $and: [{ integer: 1 }, { real: 1 }] }, { text: "a" }] },
    ],
    [{ $nor: [{ integer: 1 }] }, { integer: 1 }],
    [{ "document.a": 1 }, { "document.a": { $size: 1 } }],
    [{ "document.a": { $gt: [1] } }, { "document.a": { $gt: ["a"] } }],
  ])("differs between %j and %j", (a, b) => {
    expect(plan(a)).not.toBe(plan(b));
    expect(plan(a).name).not.toBe(plan(b).name);
  });

  it("has a name that the text decides, for any table of the same columns", () => {
    const twin = sampleQueryTable(sampleTable(SAMPLE_TYPES));
    const other = compileStatement({ kind: "select", table: twin, where: everything(), orderBy: [] }, "postgres").plan;
    expect(other.name).toBe(plan({}).name);
    expect(other.name).toMatch(/^df_[\w-]{22}$/);
  });

  it("is not shared between outputs of other names", () => {
    const read = (name: string) => {
      const statement = {
        kind: "aggregate",
        table,
        where: everything(),
        ...parseAggregates({ aggregates: { [name]: { $count: true } } }, table),
      } as const;
      return compileStatement(statement, "postgres").plan.readRow(["5"]);
    };
    expect([read("a"), read("b")]).toEqual([{ a: 5 }, { b: 5 }]);
  });

  it("is forgotten when there are too many", () => {
    const busy = sampleQueryTable(sampleTable(SAMPLE_TYPES));
    const names = [...busy.fields.keys()];
    // Each number is a choice of fields, by its bits.
    const compile = (choice: number) => {
      const fields = names.filter((_, index) => (choice >> index) % 2 === 1);
      return compileStatement({ kind: "select", table: busy, fields, where: everything(), orderBy: [] }, "sqlite").plan;
    };
    const first = compile(1);
    for (let choice = 2; choice <= 1001; choice++) compile(choice);
    expect(compile(1)).not.toBe(first);
    expect(compile(1).text).toBe(first.text);
  });
});

it("compiles a filter on its own", () => {
  expect(compileFilter(table, parseFilter({ integer: { $ne: 18 } }, table), "sqlite")).toEqual({
    text: '("integer" <> ? OR "integer" IS NULL)',
    parameters: [18],
  });
  expect(compileFilter(table, everything(), "postgres").text).toBe("TRUE");
});

it("cuts rows in few different sizes", () => {
  expect(rowChunks("sqlite", 8, 600)).toEqual([256, 256, 64, 16, 8]);
  expect(rowChunks("postgres", 8, 6_000)).toEqual([2500, 2500, 1000]);
  expect(rowChunks("sqlite", 0, 3)).toEqual([1, 1, 1]);
  expect(rowChunks("sqlite", 8, 0)).toEqual([]);
  expect(maxRowsPerInsert("sqlite", 1000)).toBe(32);
});

it.each([
  [{ kind: "insert", fields: ["id"], rows: [], returning: [] }, "QUERY.INVALID_STATEMENT"],
  [
    { kind: "insert", fields: ["id"], rows: Array.from({ length: 32_767 }, (_, id) => [id]), returning: [] },
    "QUERY.TOO_MANY_ROWS",
  ],
  [{ kind: "insert", fields: [], rows: [[], []], returning: [] }, "QUERY.TOO_MANY_ROWS"],
  [{ kind: "insert", fields: ["id"], rows: [[undefined]], returning: [] }, "QUERY.UNDEFINED_VALUE"],
  [{ kind: "insert", fields: ["boolean"], rows: [[undefined]], returning: [] }, "QUERY.UNDEFINED_VALUE"],
  [{ kind: "insert", fields: ["document"], rows: [[undefined]], returning: [] }, "QUERY.UNDEFINED_VALUE"],
  [{ kind: "insert", fields: ["id"], rows: [[1, 2]], returning: [] }, "QUERY.INVALID_STATEMENT"],
  [{ kind: "insert", fields: ["nope"], rows: [[1]], returning: [] }, "QUERY.UNKNOWN_FIELD"],
  [
    {
      kind: "insert",
      fields: ["id"],
      rows: [[1]],
      returning: [],
      onConflict: { action: { fromInput: ["id"], assignments: [] } },
    },
    "QUERY.INVALID_STATEMENT",
  ],
  [
    {
      kind: "insert",
      fields: ["id"],
      rows: [[1]],
      returning: [],
      onConflict: { fields: ["id"], action: { fromInput: [], assignments: [] } },
    },
    "QUERY.INVALID_STATEMENT",
  ],
  [{ kind: "update", set: [], where: everything(), returning: [] }, "QUERY.INVALID_STATEMENT"],
  [{ kind: "select", where: everything(), orderBy: [], limit: -1 }, "QUERY.INVALID_PAGE"],
  [
    {
      kind: "update",
      set: [{ kind: "assignment", field: "huge", operator: "inc", value: "1" }],
      where: everything(),
      returning: [],
    },
    "QUERY.UNSUPPORTED_FEATURE",
  ],
] as const)("refuses a statement that cannot run: %#", (statement, code) => {
  expect(() => compileStatement({ ...statement, table }, "sqlite")).toThrow(expect.objectContaining({ code }));
});
