import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { keyedTable } from "../../test/keyed-table.ts";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { allOf } from "../ast/and-node.ts";
import { type AssignmentOperator, assign } from "../ast/assignment-node.ts";
import { compare, equals } from "../ast/comparison-node.ts";
import { everything } from "../ast/everything-node.ts";
import { isNull } from "../ast/null-node.ts";
import { queryCapabilities } from "../dialects/dialects.ts";
import { parseSort } from "../parser/parse-sort.ts";
import { queryTable } from "../table/query-table-from-schema.ts";

const schema = {
  ...keyedTable("accounts", [
    { name: "email", type: { kind: "text" }, nullable: true },
    { name: "visits", type: { kind: "integer" }, nullable: true },
    { name: "big", type: { kind: "bigint" }, nullable: true },
    { name: "balance", type: { kind: "decimal", precision: 18, scale: 2 }, nullable: true },
    { name: "huge", type: { kind: "decimal", precision: 30, scale: 2 }, nullable: true },
    { name: "score", type: { kind: "real" }, nullable: true },
    { name: "seen_at", type: { kind: "timestamp" }, nullable: true },
    { name: "deleted_at", type: { kind: "timestamp" }, nullable: true },
  ]),
  uniques: [{ name: "accounts_email_key", columns: ["email"] }],
};
const table = queryTable(schema, { fieldName: (name) => name.replace(/_at$/, "At") });
const byId = parseSort(["id"], table);

describe.each(runners)("$name", ({ open }) => {
  let runner: QueryRunner;

  beforeEach(async () => {
    runner ??= await open();
    await runner.query('DROP TABLE IF EXISTS "accounts"');
    await runner.createTable(schema);
  });

  afterAll(() => runner.close());

  const insert = (fields: readonly string[], rows: readonly (readonly unknown[])[]) =>
    runner.run({ kind: "insert", table, fields, rows, returning: ["id"] });
  const all = (fields: readonly string[]) =>
    runner.run({ kind: "select", table, fields, where: everything(), orderBy: byId });

  it("gives rows back in the order in which they were given", async () => {
    const ids = Array.from({ length: 300 }, (_, index) => (index * 7919) % 1009);
    expect(
      await insert(
        ["id"],
        ids.map((id) => [id]),
      ),
    ).toEqual(ids.map((id) => ({ id })));
  });

  it("stores one object of all rows, and objects of their own, in each of them", async () => {
    const fields = ["id", "seenAt", "deletedAt"];
    const [one, other] = [new Date(1_000), new Date(2_000)];
    const stored = (first: number, times: readonly (Date | null)[]) =>
      times.map((time, index) => ({ id: first + index, seenAt: time, deletedAt: one }));
    const rows = (first: number, times: readonly (Date | null)[]) =>
      stored(first, times).map(({ id, seenAt, deletedAt }) => [id, seenAt, deletedAt]);
    await insert(fields, rows(1, [one, one, one]));
    await insert(fields, rows(4, [one, one, other]));
    await insert(fields, rows(7, [null, null, null]));
    const before = [...stored(1, [one, one, one]), ...stored(4, [one, one, other]), ...stored(7, [null, null, null])];
    expect(await all(fields)).toEqual(before);
    const update = { kind: "updateEach", table, keys: ["id"], fields: ["seenAt"], set: [], returning: [] } as const;
    const changed = before.slice(0, 3).map(({ id }) => [id, other]);
    await runner.run({ ...update, rows: changed, where: everything() });
    expect((await all(["seenAt"])).map(({ seenAt }) => seenAt)).toEqual([
      ...[other, other, other],
      ...[one, one, other],
      ...[null, null, null],
    ]);
  });

  it("finds rows by a key whose first part they share", async () => {
    const seenAt = new Date(1_000);
    await insert(
      ["id", "seenAt"],
      [1, 2].map((id) => [id, seenAt]),
    );
    const keys = ["seenAt", "id"];
    const rows = [1, 2].map((id) => [seenAt, id, `${id}`]);
    await runner.run({
      kind: "updateEach",
      table,
      keys,
      fields: ["email"],
      set: [],
      where: everything(),
      returning: [],
      rows,
    });
    expect(await all(["email"])).toEqual([{ email: "1" }, { email: "2" }]);
  });

  it("leaves stored rows alone when told to", async () => {
    await insert(["id", "email"], [[1, "a"]]);
    const onConflict = { fields: ["email"], action: "nothing" } as const;
    expect(
      await runner.run({
        kind: "insert",
        table,
        fields: ["id", "email"],
        rows: [
          [2, "a"],
          [3, "b"],
        ],
        onConflict,
        returning: ["id"],
      }),
    ).toEqual([{ id: 3 }]);
    const any = { action: "nothing" } as const;
    expect(
      await runner.run({
        kind: "insert",
        table,
        fields: ["id", "email"],
        rows: [[1, "z"]],
        onConflict: any,
        returning: ["id"],
      }),
    ).toEqual([]);
  });

  it("upserts: takes over the new row's values, and changes others on the stored row", async () => {
    await insert(
      ["id", "email", "visits", "balance"],
      [
        [1, "a", 5, "1.00"],
        [2, "b", null, null],
      ],
    );
    const onConflict = {
      fields: ["email"],
      action: { fromInput: ["balance"], assignments: [assign("visits", "inc", 1)], where: isNull("deletedAt") },
    };
    const rows = [
      [10, "a", 0, "2.50"],
      [11, "b", 0, "3.00"],
      [12, "c", 0, "4.00"],
    ];
    const statement = {
      kind: "insert",
      table,
      fields: ["id", "email", "visits", "balance"],
      rows,
      onConflict,
      returning: ["id", "visits", "balance"],
    } as const;
    expect(await runner.run(statement)).toEqual([
      { id: 1, visits: 6, balance: "2.50" },
      { id: 2, visits: 1, balance: "3.00" },
      { id: 12, visits: 0, balance: "4.00" },
    ]);
  });

  it("upserts only stored rows that its condition matches", async () => {
    await insert(["id", "email", "deletedAt"], [[1, "a", new Date(0)]]);
    const action = { fromInput: ["visits"], assignments: [], where: isNull("deletedAt") };
    const onConflict = { fields: ["email"], action };
    expect(
      await runner.run({
        kind: "insert",
        table,
        fields: ["id", "email", "visits"],
        rows: [[2, "a", 1]],
        onConflict,
        returning: ["id"],
      }),
    ).toEqual([]);
  });

  it("says which rows an upsert inserted, or that it cannot", async () => {
    await insert(["id"], [[1]]);
    const onConflict = { fields: ["id"], action: { fromInput: ["visits"], assignments: [] } };
    const upsert = runner.run({
      kind: "insert",
      table,
      fields: ["id", "visits"],
      rows: [
        [1, 1],
        [2, 1],
      ],
      onConflict,
      returning: ["id"],
      returnInserted: true,
    });
    if (queryCapabilities(runner.dialect).reportsInserted) {
      expect(await upsert).toEqual([
        { id: 1, $inserted: false },
        { id: 2, $inserted: true },
      ]);
    } else {
      await expect(upsert).rejects.toMatchObject({ code: "QUERY.UNSUPPORTED_FEATURE" });
    }
  });

  const change = async (field: string, operator: AssignmentOperator, stored: unknown, value: unknown) => {
    await runner.run({ kind: "delete", table, where: everything(), returning: [] });
    await insert(["id", field], [[1, stored]]);
    const [row] = await runner.run({
      kind: "update",
      table,
      set: [assign(field, operator, value)],
      where: equals("id", 1),
      returning: [field],
    });
    expect(await all([field])).toEqual([row]);
    return row?.[field];
  };

  it.each([
    ["visits", "inc", 41, 1, 42],
    ["visits", "inc", null, 1, 1],
    ["visits", "mul", 6, -7, -42],
    ["visits", "mul", null, 7, 0],
    ["visits", "min", 5, 3, 3],
    ["visits", "max", 5, 3, 5],
    ["visits", "min", null, 3, 3],
    ["big", "inc", 9_007_199_254_740_993n, 2n, 9_007_199_254_740_995n],
    ["big", "mul", 3_037_000_499n, 3_037_000_499n, 9_223_372_030_926_249_001n],
    ["big", "max", 9_007_199_254_740_993n, 9_007_199_254_740_992n, 9_007_199_254_740_993n],
    ["balance", "inc", "0.10", "0.20", "0.30"],
    ["balance", "inc", "9007199254740993.01", "0.02", "9007199254740993.03"],
    ["balance", "mul", "10.05", "0.50", "5.03"],
    ["balance", "mul", "-10.05", "0.50", "-5.03"],
    ["balance", "mul", "3.33", "3.00", "9.99"],
    ["balance", "min", "2.00", "10.00", "2.00"],
    ["huge", "max", "2.00", "10.00", "10.00"],
    ["huge", "min", "-2.00", "-10.00", "-10.00"],
    ["score", "inc", 0.1, 0.2, 0.30000000000000004],
    ["score", "mul", 1.1, 3, 3.3000000000000003],
    ["score", "mul", 0, -2, 0],
    ["email", "min", "b", "B", "B"],
    ["email", "max", "é", "z", "é"],
    ["seenAt", "max", new Date(5), new Date(4), new Date(5)],
    ["seenAt", "min", null, new Date(4), new Date(4)],
  ] as const)("computes %s.%s of %s and %s exactly", async (...[field, operator, stored, value, expected]) => {
    expect(await change(field, operator, stored, value)).toEqual(expected);
  });

  it.each([
    ["visits", "inc", 2_147_483_647, 1],
    ["visits", "mul", -2_147_483_648, 2],
    ["big", "inc", 9_223_372_036_854_775_807n, 1n],
    ["big", "mul", 9_223_372_036_854_775_807n, 2n],
    ["balance", "inc", "9999999999999999.99", "0.01"],
    ["balance", "mul", "9999999999999999.99", "-2.00"],
    ["score", "mul", 1e300, 1e300],
  ] as const)("fails rather than store %s.%s out of range", async (field, operator, stored, value) => {
    await expect(change(field, operator, stored, value)).rejects.toThrow(/out of range|overflow/);
    expect(await all([field])).toEqual([{ [field]: stored }]);
  });

  it("sets the time of the database", async () => {
    const before = Date.now() - 2000;
    const now = await change("seenAt", "currentTimestamp", null, null);
    expect(now).toBeInstanceOf(Date);
    expect(Number(now)).toBeGreaterThan(before);
    expect(Number(now)).toBeLessThan(Date.now() + 2000);
  });

  it("changes each row by its key, and only rows that may change", async () => {
    await insert(
      ["id", "visits", "big", "deletedAt"],
      [
        [1, 1, null, null],
        [2, 2, null, new Date(0)],
        [3, 3, null, null],
      ],
    );
    const rows = [
      [3, "c", 2n ** 62n],
      [2, "b", 1n],
      [9, "x", 1n],
      [1, null, -(2n ** 53n) - 1n],
    ];
    const set = [assign("visits", "inc", 10)];
    const updated = await runner.run({
      kind: "updateEach",
      table,
      keys: ["id"],
      fields: ["email", "big"],
      rows,
      set,
      where: isNull("deletedAt"),
      returning: ["id", "email"],
    });
    expect(updated.toSorted((a, b) => Number(a.id) - Number(b.id))).toEqual([
      { id: 1, email: null },
      { id: 3, email: "c" },
    ]);
    expect(await all(["id", "visits", "big"])).toEqual([
      { id: 1, visits: 11, big: -(2n ** 53n) - 1n },
      { id: 2, visits: 2, big: null },
      { id: 3, visits: 13, big: 2n ** 62n },
    ]);
  });

  it("changes one row by a key of several fields", async () => {
    await insert(
      ["id", "email"],
      [
        [1, "a"],
        [2, "b"],
      ],
    );
    const updated = await runner.run({
      kind: "updateEach",
      table,
      keys: ["id", "email"],
      fields: ["visits"],
      rows: [[1, "a", 7]],
      set: [],
      where: everything(),
      returning: ["visits"],
    });
    expect(updated).toEqual([{ visits: 7 }]);
  });

  it("deletes what matches, and gives it back", async () => {
    await insert(
      ["id", "visits"],
      [
        [1, 1],
        [2, null],
        [3, 3],
      ],
    );
    const where = allOf([compare("id", "gte", 2), compare("visits", "gt", 0)]);
    expect(await runner.run({ kind: "delete", table, where, returning: ["id", "visits"] })).toEqual([
      { id: 3, visits: 3 },
    ]);
    expect(await runner.run({ kind: "count", table, where: everything() })).toEqual([{ count: 2 }]);
  });
});
