import { fewValues } from "@dataflow/testing-base/arbitraries";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compare, evaluateAggregate, type Row, sortRows } from "../../test/evaluate-aggregate.ts";
import { closeRunners, openRunners, type QueryRunner, storeRows } from "../../test/query-runner.ts";
import { SAMPLE_TYPES, sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { propertyOptions, seed } from "../../test/seed.ts";
import { everything } from "../ast/everything-node.ts";
import { parseAggregates } from "../parser/parse-aggregates.ts";
import { parseFilter } from "../parser/parse-filter.ts";

const { document: _document, ...types } = SAMPLE_TYPES;
// Names that the printed SQL uses itself.
const schema = sampleTable(
  { ...types, o1: { kind: "integer" }, c1: { kind: "integer" }, w1: { kind: "integer" }, k1: { kind: "integer" } },
  ["text", "integer"],
);
const table = sampleQueryTable(schema);
const ROW_COUNT = 60;
const NUMBERS = ["integer", "bigint", "real", "price", "long"];
const LISTABLE = [
  ...NUMBERS,
  "huge",
  "text",
  "textRequired",
  "short",
  "boolean",
  "timestamp",
  "date",
  "time",
  "uuid",
  "enum",
];

let open: readonly QueryRunner[];
/** What each database gives back: the same values in the same form that its outputs have. */
let stored: readonly (readonly Row[])[];

beforeAll(async () => {
  const row = fc.record(
    Object.fromEntries(
      [...table.fields.values()].map(({ name, type, nullable }) => {
        if (type.kind === "json" || type.kind === "array" || type.kind === "unknown")
          throw new Error("no such columns");
        const value = fewValues(type).filter((one) => typeof one !== "number" || Math.abs(one) < 1e10);
        return [name, nullable ? fc.option(value, { freq: 4 }) : value];
      }),
    ),
  );
  const rows = fc.sample(row, { seed, numRuns: ROW_COUNT }).map((one, index) => ({ ...one, id: index + 1 }));
  open = await openRunners(schema);
  await storeRows(open, table, rows);
  const orderBy = [{ kind: "sort", field: "id", direction: "asc", nulls: "first" } as const];
  stored = await Promise.all(open.map((runner) => runner.run({ kind: "select", table, where: everything(), orderBy })));
});

afterAll(() => closeRunners(open));

const expression = fc.oneof(
  fc.record({ $first: fc.constantFrom(...LISTABLE, "bytes", "k1") }),
  fc.record({ $last: fc.constantFrom(...LISTABLE, "bytes", "w1") }),
  fc.record({ $push: fc.constantFrom(...LISTABLE) }),
  fc.record({ $addToSet: fc.constantFrom(...LISTABLE) }),
  fc.record({ $stdDevPop: fc.constantFrom(...NUMBERS) }),
  fc.record({ $stdDevSamp: fc.constantFrom(...NUMBERS) }),
);
const sortKey = fc.record({
  field: fc.constantFrom("text", "integer", "price", "timestamp", "boolean", "o1", "c1", "k1"),
  direction: fc.constantFrom("asc", "desc"),
  nulls: fc.constantFrom("first", "last"),
});
const inputs = fc.record({
  groupBy: fc.constantFrom([], ["boolean"], ["enum"], ["o1"], ["text", "boolean"], ["integerRequired"]),
  sort: fc.uniqueArray(sortKey, { selector: ({ field }) => field, minLength: 1, maxLength: 2 }),
  aggregates: fc
    .array(expression, { minLength: 1, maxLength: 4 })
    .map((all) => Object.fromEntries(all.map((one, index) => [`x${index}`, one]))),
});
const filters = fc.constantFrom<object[]>({}, { id: { $lt: 0 } }, { id: { $lt: 20 } }, { text: null });

/** The reference's answer; numbers that are not exact are compared apart. */
function evaluate(input: unknown, filter: object, rows: readonly Row[]): readonly Row[] {
  const { groupBy, aggregates, sort = [] } = parseAggregates(input, table);
  const keys = groupBy.map(({ field }) => field);
  const where = filter as { id?: { $lt: number }; text?: null }; // one of the four filters above
  const chosen = rows.filter(
    (row) => (where.id === undefined || Number(row.id) < where.id.$lt) && (!("text" in where) || row.text === null),
  );
  const groups: Row[][] = keys.length === 0 ? [[]] : [];
  for (const row of sortRows(chosen, sort, table)) {
    const group = groups.find(
      ([first]) =>
        first === undefined ||
        keys.every((key) => compare(first[key], row[key], table.fields.get(key)?.type ?? { kind: "text" }) === 0),
    );
    if (group === undefined) groups.push([row]);
    else group.push(row);
  }
  const answers = groups.map((group) =>
    Object.fromEntries([
      ...keys.map((key) => [key, group[0]?.[key]]),
      ...aggregates.map((node) => [node.name, evaluateAggregate(node, group, table)]),
    ]),
  );
  return sortRows(
    answers,
    groupBy.map(({ field }) => ({ kind: "sort", field, direction: "asc", nulls: "first" })),
    table,
  );
}

function expectClose(actual: Row, expected: Row): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, value] of Object.entries(expected)) {
    const found = actual[name];
    if (typeof value !== "number") expect([name, found]).toEqual([name, value]);
    else expect(Math.abs(Number(found) - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-12 + 1e-15);
  }
}

it("computes what the reference computes, on every database", async () => {
  await fc.assert(
    fc.asyncProperty(inputs, filters, async (input, filter) => {
      for (const [index, runner] of open.entries()) {
        const parsed = parseAggregates(input, table);
        const rows = await runner.run({ kind: "aggregate", table, where: parseFilter(filter, table), ...parsed });
        const expected = evaluate(input, filter, stored[index] ?? []);
        expect(rows).toHaveLength(expected.length);
        for (const [at, row] of rows.entries()) expectClose(row, expected[at] ?? {});
      }
    }),
    propertyOptions(300),
  );
});

it("gives the same deviation to the last digit where the sums are exact", async () => {
  const aggregates = Object.fromEntries(
    ["price", "long", "o1"].flatMap((field) => [
      [`${field}Pop`, { $stdDevPop: field }],
      [`${field}Samp`, { $stdDevSamp: field }],
    ]),
  );
  const where = parseFilter({ price: { $lt: "100.00" }, long: { $lt: "100.00" }, o1: { $between: [-10, 10] } }, table);
  const [first, ...others] = await Promise.all(
    open.map((runner) =>
      runner.run({ kind: "aggregate", table, where, ...parseAggregates({ groupBy: ["boolean"], aggregates }, table) }),
    ),
  );
  expect(first?.length).toBeGreaterThan(0);
  for (const other of others) expect(other).toEqual(first);
});
