import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { SAMPLE_TYPES, sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { allOf } from "../ast/and-node.ts";
import { everything } from "../ast/everything-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import { compileFilter } from "../compiler/compile-filter.ts";
import { compileStatement } from "../compiler/compile-statement.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { recollectionOf } from "./recalled-node.ts";
import { memoryOf } from "./shape-memory.ts";

const table = usedTable();

/** A table that was asked for before, as all are but those that live for one query. */
function usedTable() {
  const used = sampleQueryTable(sampleTable(SAMPLE_TYPES));
  parseFilter({}, used);
  return used;
}

function isRecalled(filter: unknown): boolean {
  return recollectionOf(parseFilter(filter, table)) !== undefined;
}

it.each([
  [{ integer: 1 }, { integer: 2 }],
  [
    { integer: 1, text: "a" },
    { integer: 2, text: "b" },
  ],
  [{ integer: { $in: [1] } }, { integer: { $in: [2, 3, 4] } }],
  [{ integer: { $in: [1] } }, { integer: { $in: [] } }],
  [{ integer: { $gt: 1, $lte: 2 } }, { integer: { $gt: 3, $lte: 4 } }],
  [
    { integer: { $between: [1, 2] }, text: null },
    { integer: { $between: [3, 4] }, text: null },
  ],
  [{ $or: [{ text: "a" }, { integer: 1 }] }, { $or: [{ text: "b" }, { integer: 2 }] }],
  [
    { real: 1, text: { $exists: true } },
    { real: 2, text: { $exists: true } },
  ],
  [
    { real: 1, $nor: [{ text: { $not: { $eq: "a" } } }] },
    { real: 2, $nor: [{ text: { $not: { $eq: "b" } } }] },
  ],
  [
    { real: 1, text: { $startsWith: "a" } },
    { real: 2, text: { $startsWith: "\u{10ffff}" } },
  ],
  [
    { price: "1", text: { $like: "a%" } },
    { price: "2.5", text: { $like: "%" } },
  ],
  [
    { timestamp: new Date(1), bytes: Uint8Array.of(1) },
    { timestamp: new Date(2), bytes: Uint8Array.of(2) },
  ],
])("recalls %j as %j", (first, second) => {
  parseFilter(first, table);
  expect(isRecalled(second)).toBe(true);
});

it.each([
  [{ integer: 1 }, { integer: null }],
  [
    { integer: 1, real: 1 },
    { real: 1, integer: 1 },
  ],
  [
    { text: { $exists: true }, real: 1 },
    { text: { $exists: false }, real: 1 },
  ],
  [{ $or: [{ date: "2001-01-31" }] }, { $or: [{ date: "2001-01-31" }, { date: "2001-01-31" }] }],
  [{ short: { $contains: "a" } }, { short: { $contains: "" } }],
  [{ uuid: { $in: ["00000000-0000-4000-8000-000000000000"] } }, { uuid: { $in: [null] } }],
])("knows %j from %j", (first, second) => {
  const text = (filter: unknown) => compileFilter(table, parseFilter(filter, table), "postgres").text;
  expect(text(first)).not.toBe(text(second));
  expect(text(first)).not.toBe(text(second));
});

it("writes the parts of a recalled joint out as frozen nodes", () => {
  const filter = (integer: number) => ({ integer, $or: [{ text: "a" }, { text: null }], real: { $ne: integer } });
  const written = parseFilter(filter(1), table);
  const recalled = parseFilter(filter(1), table);
  expect(recollectionOf(written)).toBeUndefined();
  expect(recollectionOf(recalled)).toMatchObject({ shape: { kind: "and" }, values: [1, "a", 1] });
  expect(JSON.parse(JSON.stringify(recalled))).toEqual(JSON.parse(JSON.stringify(written)));
  expect(allOf([recalled])).toBe(recalled);
  expect(childrenOf(recalled)).toEqual(childrenOf(written));
  expect(childrenOf(recalled)).toBe(childrenOf(recalled));
  for (const node of [recalled, childrenOf(recalled), ...childrenOf(recalled)])
    expect(Object.isFrozen(node)).toBe(true);
});

function childrenOf(node: FilterNode): readonly FilterNode[] {
  return node.kind === "and" ? node.children : [];
}

it("gives the plan that the parsed filter has", () => {
  const plan = (integer: number) =>
    compileStatement({ kind: "count", table, where: parseFilter({ integer, long: "1" }, table) }, "postgres").plan;
  expect(plan(1)).toBe(plan(2));
  expect(plan(3)).toBe(plan(2));
});

it("means the columns that its names stand for, in every dialect and at every place", () => {
  const filter = (text: string) => ({ text, short: { $ne: text } });
  parseFilter(filter("a"), table);
  const where = parseFilter(filter("b"), table);
  expect(compileFilter(table, where, "postgres").text).toBe('"text" = $1 AND ("short" <> $2 OR "short" IS NULL)');
  expect(compileFilter(table, where, "sqlite").text).toBe('"text" = ? AND ("short" <> ? OR "short" IS NULL)');
  const limit = { kind: "limit", count: 1 } as const;
  const texts = [[], [limit]].map((before) => {
    const stages = [...before, { kind: "match", where } as const];
    return compileStatement({ kind: "pipeline", table, where: everything(), stages }, "sqlite").plan.text;
  });
  expect(texts[0]).toContain('WHERE "text" = ?');
  expect(texts[1]).not.toContain('WHERE "text" = ?');
});

it("remembers nothing of a table that is asked for once", () => {
  const fresh = sampleQueryTable(sampleTable(SAMPLE_TYPES));
  parseFilter({ integer: 1 }, fresh);
  expect(memoryOf(fresh)?.size).toBe(0);
});

it("takes nothing that is inherited for a part of a filter", () => {
  parseFilter({ integer: 1, uuid: "00000000-0000-4000-8000-000000000000" }, table);
  const inherited = Object.setPrototypeOf({ integer: 1 }, null);
  expect(compileFilter(table, parseFilter(inherited, table), "sqlite").parameters).toEqual([1]);
  const value = "00000000-0000-4000-8000-000000000000";
  Object.defineProperty(Object.prototype, "uuid", { value, writable: true, enumerable: true, configurable: true });
  try {
    expect(compileFilter(table, parseFilter({ integer: 1 }, table), "sqlite").parameters).toEqual([1]);
  } finally {
    Reflect.deleteProperty(Object.prototype, "uuid");
  }
});

it("is not led astray by a filter that changes between two looks", () => {
  let looks = 0;
  const fickle = {
    get boolean() {
      looks += 1;
      return { $exists: looks % 2 === 1 };
    },
    enum: "new",
  };
  for (let time = 0; time < 3; time++) parseFilter(fickle, table);
  const where = (isThere: boolean) => parseFilter({ boolean: { $exists: isThere }, enum: "new" }, table);
  for (let time = 0; time < 2; time++) {
    expect(compileFilter(table, where(true), "sqlite").text).toBe('"boolean" IS NOT NULL AND "enum" = ?');
    expect(compileFilter(table, where(false), "sqlite").text).toBe('"boolean" IS NULL AND "enum" = ?');
  }
});

it("keeps no value of a filter", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage: unknown = runInNewContext("gc");
  const own = usedTable();
  const held = (() => {
    const dates = [new Date(1), new Date(2)];
    for (const date of dates) {
      const condition = { $not: { $gt: date } };
      parseFilter({ timestamp: condition, $nor: [{ timestamp: { $in: [date] } }, { timestamp: null }] }, own);
    }
    return dates.map((date) => new WeakRef(date));
  })();
  for (let time = 0; time < 5; time++) {
    await setImmediate();
    if (typeof collectGarbage === "function") collectGarbage();
  }
  expect(held.map((reference) => reference.deref())).toEqual([undefined, undefined]);
});

it.each([
  ["$between", "QUERY.INVALID_FILTER"],
  ["$in", "QUERY.TOO_COMPLEX"],
])("is not worn out by a long list under %s", (operator, code) => {
  const filter = { integer: { [operator]: Array.from({ length: 1_000_000 }, () => 1) } };
  expect(() => parseFilter(filter, table)).toThrow(expect.objectContaining({ code }));
});

it("is not worn out by many filters", () => {
  const filter = { $and: Array.from({ length: 1_000_000 }, () => ({})) };
  const code = "QUERY.TOO_COMPLEX";
  expect(() => parseFilter(filter, table)).toThrow(expect.objectContaining({ code }));
});

it("forgets when a caller makes up shapes without end", () => {
  const own = usedTable();
  const names = [...own.fields.keys()].filter((name) => name !== "document");
  for (let choice = 1; choice < 2000; choice++) {
    const chosen = names.filter((_, index) => (choice >> index) % 2 === 1);
    parseFilter(Object.fromEntries(chosen.map((name) => [name, null])), own);
  }
  expect(memoryOf(own)?.size).toBeLessThanOrEqual(10_000);
  parseFilter({ integer: 1 }, own);
  expect(recollectionOf(parseFilter({ integer: 2 }, own))).toMatchObject({
    shape: { kind: "comparison" },
    values: [2],
  });
});
