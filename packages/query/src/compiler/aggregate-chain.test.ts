import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyedTable } from "../../test/keyed-table.ts";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { everything } from "../ast/everything-node.ts";
import { parseAggregates } from "../parser/parse-aggregates.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { queryTable } from "../table/query-table-from-schema.ts";

const schema = keyedTable("sales", [
  { name: "shop", type: { kind: "text" }, nullable: true },
  { name: "items", type: { kind: "integer" }, nullable: true },
  { name: "big", type: { kind: "bigint" }, nullable: false },
  { name: "total", type: { kind: "decimal", precision: 12, scale: 2 }, nullable: true },
  { name: "weight", type: { kind: "real" }, nullable: true },
  { name: "sold_at", type: { kind: "timestamp" }, nullable: true },
  { name: "day", type: { kind: "date" }, nullable: false },
  { name: "code", type: { kind: "uuid" }, nullable: false },
  { name: "paid", type: { kind: "boolean" }, nullable: false },
]);
const table = queryTable(schema, { fieldName: (name) => name.replace(/_at$/, "At") });
const code = (digit: number) => `0000000${digit}-0000-4000-8000-000000000000`;
const rows = [
  [1, "b", 3, 1n, "1.10", 0.5, new Date("1969-12-31T23:59:59.999Z"), "1969-12-31", code(2), true],
  [2, "a", 4, 2n ** 53n, "2.20", 0.25, new Date("2001-01-31T23:59:59.999Z"), "2001-01-31", code(3), true],
  [3, "a", 4, 2n ** 53n + 1n, "3.31", null, new Date("2001-02-01T00:00:00Z"), "2001-02-01", code(1), false],
  [4, null, null, -1n, null, 1.5, null, "2001-02-28", code(4), false],
  [5, "B", 2_147_483_647, 5n, "-0.01", 2, new Date("2001-02-28T12:00:00Z"), "2001-02-28", code(5), true],
] as const;

describe.each(runners)("$name", ({ open }) => {
  let runner: QueryRunner;

  beforeAll(async () => {
    runner = await open();
    await runner.createTable(schema);
    await runner.run({ kind: "insert", table, fields: [...table.fields.keys()], rows, returning: [] });
  });

  afterAll(() => runner.close());

  const aggregate = (input: unknown, filter: unknown = {}) =>
    runner.run({ kind: "aggregate", table, where: parseFilter(filter, table), ...parseAggregates(input, table) });

  it("computes over all rows", async () => {
    const aggregates = {
      rows: { $count: true },
      shops: { $count: "shop" },
      distinct: { $countDistinct: "items" },
      items: { $sum: "items" },
      big: { $sum: "big" },
      total: { $sum: "total" },
      weight: { $sum: "weight" },
      meanItems: { $avg: "items" },
      meanTotal: { $avg: "total" },
      meanBig: { $avg: "big" },
      meanWeight: { $avg: "weight" },
      first: { $min: "soldAt" },
      last: { $max: "day" },
      lowest: { $min: "total" },
      name: { $max: "shop" },
      code: { $min: "code" },
    };
    expect(await aggregate({ aggregates })).toEqual([
      {
        rows: 5,
        shops: 4,
        distinct: 3,
        items: 2_147_483_658,
        big: 2n ** 54n + 6n,
        total: "6.60",
        weight: 4.25,
        meanItems: 2_147_483_658 / 4,
        meanTotal: 660 / 100 / 4,
        meanBig: Number(2n ** 54n + 6n) / 5,
        meanWeight: 4.25 / 4,
        first: new Date("1969-12-31T23:59:59.999Z"),
        last: "2001-02-28",
        lowest: "-0.01",
        name: "b",
        code: code(1),
      },
    ]);
  });

  it("computes over no rows: sums are zero, the rest is null", async () => {
    const aggregates = {
      n: { $count: true },
      items: { $sum: "items" },
      total: { $sum: "total" },
      big: { $sum: "big" },
      mean: { $avg: "total" },
      most: { $max: "shop" },
    };
    expect(await aggregate({ aggregates }, { id: 99 })).toEqual([
      { n: 0, items: 0, total: "0.00", big: 0n, mean: null, most: null },
    ]);
  });

  it("groups in the order of the keys, bytes by bytes, nulls first", async () => {
    expect(await aggregate({ groupBy: ["shop"], aggregates: { total: { $sum: "total" } } })).toEqual([
      { shop: null, total: "0.00" },
      { shop: "B", total: "-0.01" },
      { shop: "a", total: "5.51" },
      { shop: "b", total: "1.10" },
    ]);
  });

  it.each([
    ["$year", "soldAt", [null, "1969", "2001"]],
    ["$month", "soldAt", [null, "1969-12", "2001-01", "2001-02"]],
    ["$day", "soldAt", [null, "1969-12-31", "2001-01-31", "2001-02-01", "2001-02-28"]],
    ["$month", "day", ["1969-12", "2001-01", "2001-02"]],
    ["$day", "day", ["1969-12-31", "2001-01-31", "2001-02-01", "2001-02-28"]],
  ] as const)("groups by %s of %s, in UTC", async (bucket, field, expected) => {
    const found = await aggregate({ groupBy: [{ when: { [bucket]: field } }], aggregates: { n: { $count: true } } });
    expect(found.map(({ when }) => when)).toEqual(expected);
  });

  it("chooses and orders groups by their outputs", async () => {
    const parsed = parseAggregates(
      {
        groupBy: ["paid", "shop"],
        aggregates: { n: { $count: true }, 'odd " name': { $sum: "total" } },
        having: { 'odd " name': { $gt: "0.00" }, shop: { $ne: null } },
        orderBy: ['-odd " name'],
      },
      table,
    );
    const statement = { kind: "aggregate", table, where: everything(), ...parsed, limit: 2, offset: 1 } as const;
    expect(await runner.run(statement)).toEqual([
      { paid: true, shop: "a", n: 1, 'odd " name': "2.20" },
      { paid: true, shop: "b", n: 1, 'odd " name': "1.10" },
    ]);
  });

  it("compares outputs of every kind", async () => {
    const having = {
      items: { $gt: 5.5 },
      mean: { $lt: 1e12 },
      big: { $in: [2n ** 54n + 6n] },
      last: { $gte: new Date(0) },
    };
    expect(
      await aggregate({
        aggregates: { items: { $sum: "items" }, mean: { $avg: "big" }, big: { $sum: "big" }, last: { $max: "soldAt" } },
        having: { ...having, mean: { $gt: 0 } },
      }),
    ).toHaveLength(1);
    expect(
      await aggregate({ aggregates: { items: { $sum: "items" } }, having: { items: { $in: [2_147_483_658] } } }),
    ).toHaveLength(1);
  });

  it("fails rather than give a sum that has lost its last digits", async () => {
    await runner.query("CREATE TABLE many AS SELECT * FROM sales");
    const many = queryTable({ ...schema, name: "many" });
    await expect(
      runner.run({
        kind: "aggregate",
        table: many,
        where: everything(),
        ...parseAggregates({ aggregates: { big: { $sum: "big" } } }, many),
      }),
    ).resolves.toHaveLength(1);
    await runner.query(`INSERT INTO many SELECT * FROM sales WHERE id = 1`);
    await runner.query(`UPDATE many SET big = 9223372036854775807`);
    await expect(
      runner.run({
        kind: "aggregate",
        table: many,
        where: everything(),
        ...parseAggregates({ aggregates: { big: { $sum: "big" } } }, many),
      }),
    ).rejects.toThrow(/out of range|overflow/);
  });
});
