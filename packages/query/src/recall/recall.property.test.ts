import { isDeepStrictEqual } from "node:util";
import { isDataFlowError, isPlainObject } from "@dataflow/core";
import { filters } from "@dataflow/testing-base/arbitraries";
import fc from "fast-check";
import { expect, it } from "vitest";
import { hostileTexts, pick, type RandomSource, randomFilter, randomSource } from "../../test/hostile-filters.ts";
import { SAMPLE_TYPES, sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { propertyOptions } from "../../test/seed.ts";
import { allOf } from "../ast/and-node.ts";
import { equals } from "../ast/comparison-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import { compileFilter } from "../compiler/compile-filter.ts";
import { compileStatement } from "../compiler/compile-statement.ts";
import { DEFAULT_FILTER_LIMITS } from "../parser/filter-limits.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { recollectionOf } from "./recalled-node.ts";

const schema = sampleTable(SAMPLE_TYPES, ["text"]);
const table = sampleQueryTable(schema);
const DIALECTS = ["postgres", "sqlite"] as const;
const { seed, numRuns } = propertyOptions(1500);

/** Values that stand where others belong. */
const ODD: readonly (() => unknown)[] = [
  () => null,
  () => undefined,
  () => "",
  () => "a\0b",
  () => "half \ud83d",
  () => "half a pattern \\",
  () => "\u{10ffff}",
  () => "x".repeat(1001),
  () => 0,
  () => -0,
  () => 1.5,
  () => 2 ** 40,
  () => Number.NaN,
  () => 7n,
  () => 1n << 70n,
  () => true,
  () => false,
  () => "new",
  () => "1.50",
  () => "2001-01-31",
  () => new Date(5),
  () => new Date(Number.NaN),
  () => Uint8Array.of(1, 2),
  () => /a/,
  () => () => 1,
  () => Symbol("s"),
  () => Object("boxed"),
  () => [],
  () => [null],
  () => Object.assign(new Array(3), { 0: "a", 2: "b" }),
  () => ["a", undefined],
  () => [1, 2],
  () => [[1]],
  () => ({}),
  () => ({ $gt: 1 }),
  () => ({ $eq: null }),
  () => ({ $in: [] }),
  () => ({ $gt: "a", [Symbol("lt")]: "b" }),
  () => ({ toJSON: () => 1 }),
  () => ({ a: 1 }),
  () => Object.create({ $gt: 1 }),
  () => Object.assign(Object.create(null), { $gte: 1 }),
  () => JSON.parse('{"__proto__": {"$gt": 1}}'),
  () => ({ constructor: 1 }),
  () => [{ integer: 1 }, { text: "a" }],
  () => new Proxy({ $gt: 1 }, {}),
  () => Object.defineProperty({ $gt: 1 }, "$lt", { value: 2, enumerable: false }),
  () => ({
    get $gt() {
      return 3;
    },
  }),
];

/** The same filter with some values, and now and then a key, exchanged. */
function changed(value: unknown, random: RandomSource): unknown {
  if (random() < 0.08) return pick(random, ODD)();
  if (Array.isArray(value)) return value.map((item) => changed(item, random));
  if (!isPlainObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [renamed(key, random), changed(inner, random)]);
  if (random() < 0.02) entries.push([pick(random, ["$or", "nope", "__proto__", "text", "integer", "$gt"]), 1]);
  return Object.fromEntries(random() < 0.05 ? entries.reverse() : entries);
}

function renamed(key: unknown, random: RandomSource): unknown {
  return random() < 0.01 ? pick(random, ["nope", "$nope", "constructor", "real", "$ne", "$not"]) : key;
}

/** Everything that can be told about what became of a filter. */
function outcome(parse: () => FilterNode): unknown {
  try {
    const node = parse();
    const guarded = allOf([node, equals("text", "acme")]);
    const compiled = DIALECTS.flatMap((dialect) => [
      compileFilter(table, node, dialect),
      compileFilter(table, guarded, dialect),
      [node, guarded].map((where) => {
        const { plan, parameters } = compileStatement({ kind: "count", table, where }, dialect);
        const alone = compileFilter(table, where, dialect);
        const isWhole = plan.text.endsWith(` WHERE ${alone.text}`) || alone.text === "TRUE";
        if (!isWhole || !isDeepStrictEqual(parameters, alone.parameters)) expect({ plan, parameters }).toEqual(alone);
        return [plan.text, plan.name, parameters];
      }),
    ]);
    return { node: written(node), compiled };
  } catch (error) {
    if (!isDataFlowError(error)) throw error;
    const { code, message, why, fix, meta } = error;
    return { code, message, why, fix, meta };
  }
}

/** A node as one that was written out. */
function written(node: FilterNode): unknown {
  expect(Object.isFrozen(node)).toBe(true);
  if (node.kind === "and" || node.kind === "or") return { kind: node.kind, children: node.children.map(written) };
  return node.kind === "not" ? { kind: "not", child: written(node.child) } : node;
}

/** With options, a filter is always parsed. */
function parsed(input: unknown): unknown {
  return outcome(() => parseFilter(input, table, DEFAULT_FILTER_LIMITS));
}

let recalls = 0;

function expectSame(input: unknown): void {
  const whole = parsed(input);
  const recalled = outcome(() => {
    const node = parseFilter(input, table);
    if (recollectionOf(node) !== undefined) recalls += 1;
    return node;
  });
  if (!isDeepStrictEqual(recalled, whole)) expect(recalled).toStrictEqual(whole);
}

it("makes of a filter that is recalled what the parser makes of it", () => {
  recalls = 0;
  const property = fc.property(filters(table), fc.integer(), (filter, own) => {
    const random = randomSource(own);
    expectSame(filter);
    for (let time = 0; time < 4; time++) expectSame(changed(filter, random));
    expectSame(filter);
  });
  fc.assert(property, { seed, numRuns });
  expect(recalls).toBeGreaterThan(numRuns);
});

it("makes of hostile filters what the parser makes of them", () => {
  recalls = 0;
  for (let index = 0; index < numRuns * 2; index++) {
    const random = randomSource(seed + index);
    const filter = () => randomFilter(table, randomSource(seed + (index % 500)), hostileTexts(random));
    expectSame(filter());
    expectSame(changed(filter(), random));
  }
  expect(recalls).toBeGreaterThan(numRuns);
});
