import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyedTable } from "../../test/keyed-table.ts";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { allOf } from "../ast/and-node.ts";
import { everything } from "../ast/everything-node.ts";
import { afterPosition } from "../ast/keyset-node.ts";
import { totalOrder } from "../ast/total-order.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { parseSort } from "../parser/parse-sort.ts";
import type { SqlParameter } from "../statement/compiled-statement.ts";
import { queryTable } from "../table/query-table-from-schema.ts";
import { compileFilter } from "./compile-filter.ts";
import { compileStatement } from "./compile-statement.ts";

const schema = keyedTable("logs", [
  { name: "at", type: { kind: "timestamp" }, nullable: false },
  { name: "big", type: { kind: "bigint" }, nullable: false },
  { name: "note", type: { kind: "text" }, nullable: true },
]);
const table = queryTable(schema);

const text = (orderBy: readonly unknown[], position: readonly SqlParameter[]) => {
  const order = totalOrder(parseSort(orderBy, table), table.primaryKey);
  return compileFilter(table, afterPosition(order, position), "sqlite").text;
};

it("is one row value where nothing is null and all keys go one way", () => {
  expect(text([], [1])).toBe('"id" > ?');
  expect(text(["-at"], [5, 1])).toBe('("at", "id") < (?, ?)');
  expect(text(["at", "big", "id"], [5, 6n, 1])).toBe('("at", "big", "id") > (?, ?, ?)');
});

it("is a bound and alternatives elsewhere", () => {
  expect(text(["at", "-id"], [5, 1])).toBe('("at" >= ? AND ("at" > ? OR "id" < ?))');
  expect(text(["note"], ["a", 1])).toBe('("note" >= ? AND ("note" > ? OR "id" > ?))');
  expect(text(["-note"], ["a", 1])).toBe(
    '(("note" <= ? OR "note" IS NULL) AND (("note" < ? OR "note" IS NULL) OR "id" < ?))',
  );
  expect(text(["note"], [null, 1])).toBe('("note" IS NOT NULL OR "id" > ?)');
  expect(text(["-note"], [null, 1])).toBe('("note" IS NULL AND "id" < ?)');
});

const select = (orderBy: readonly unknown[], position: readonly SqlParameter[], filter: unknown = {}) => {
  const order = totalOrder(parseSort(orderBy, table), table.primaryKey);
  const where = allOf([parseFilter(filter, table), afterPosition(order, position)]);
  const page = { kind: "select", table, fields: ["id"], where, orderBy: order, limit: 20 } as const;
  return compileStatement(page, "sqlite");
};

it("is read range by range in a page of its own order, each with the filter and a limit", () => {
  const paid = { big: 7n, $or: [{ at: new Date(1) }, { note: "b" }] };
  const filter = '("big" = ? AND ("at" = ? OR "note" = ?))';
  const one = select(["note"], ["a", 1], paid);
  expect(one.plan.text).toBe(
    `SELECT "id" FROM "logs" WHERE ${filter} AND ("note", "id") > (?, ?) ORDER BY "note", "id" LIMIT ? + 0`,
  );
  expect(one.parameters).toEqual([7n, 1, "b", "a", 1, 20]);
  const two = select(["-note"], ["a", 1], paid);
  expect(two.plan.text).toBe(
    `SELECT * FROM (SELECT "id" FROM "logs" WHERE ${filter} AND ("note", "id") < (?, ?) ORDER BY "note" DESC, "id" DESC LIMIT 32) AS "p1" ` +
      `UNION ALL SELECT * FROM (SELECT "id" FROM "logs" WHERE ${filter} AND "note" IS NULL ORDER BY "note" DESC, "id" DESC LIMIT 32) AS "p2" LIMIT ? + 0`,
  );
  expect(two.parameters).toEqual([7n, 1, "b", "a", 1, 7n, 1, "b", 20]);
  expect(select(["note", "-id"], ["a", 1]).plan.text).toContain('"note" = ? AND "id" < ?');
  expect(select(["note"], [null, 1]).plan.text).toContain('"note" IS NULL AND "id" > ?');
});

it("takes in the position itself, be it a value or null", () => {
  const orderBy = parseSort(["id", "note"], table);
  const page = (value: SqlParameter) => {
    const where = afterPosition(orderBy, [1, value], true);
    const { plan } = compileStatement({ kind: "select", table, fields: ["id"], where, orderBy, limit: 5 }, "sqlite");
    return plan.text.match(/WHERE .*? ORDER/g);
  };
  expect(page("a")).toEqual(['WHERE ("id", "note") >= (?, ?) ORDER']);
  expect(page(null)).toEqual([
    'WHERE "id" = ? AND "note" IS NULL ORDER',
    'WHERE "id" = ? AND "note" IS NOT NULL ORDER',
    'WHERE "id" > ? ORDER',
  ]);
});

it("keeps one plan for each shape of a page", () => {
  const plan = select(["-note"], ["a", 1]).plan;
  expect(select(["-note"], ["b", 2]).plan).toBe(plan);
  expect(select(["-note"], [null, 2]).plan).not.toBe(plan);
  expect(select(["note"], ["a", 1]).plan).not.toBe(plan);
  expect(select(["-note"], ["a", 1], { big: 1n }).plan).not.toBe(plan);
});

it("is one condition where the ranges would be too many, and in another order than its own", () => {
  const columns = Array.from(
    { length: 12 },
    (_, index) => ({ name: `c${index}`, type: { kind: "timestamp" }, nullable: false }) as const,
  );
  const wide = queryTable(keyedTable("logs", columns));
  const sort = columns.map(({ name }, index) => (index % 2 === 0 ? name : `-${name}`));
  const orderBy = totalOrder(parseSort(sort, wide), wide.primaryKey);
  const where = afterPosition(orderBy, [...columns.map(() => 1), 1]);
  const page = { kind: "select", table: wide, where, orderBy, limit: 5 } as const;
  expect(compileStatement(page, "sqlite").plan.text).not.toContain("UNION");
  const other = compileStatement({ ...page, orderBy: parseSort(["c3"], wide) }, "sqlite").plan.text;
  expect(other).toContain('ORDER BY "c3"');
});

describe.each(runners)("$name", ({ open }) => {
  let runner: QueryRunner;
  beforeAll(async () => {
    runner = await open();
    const types = runner.dialect === "postgres" ? "at timestamptz, big bigint" : "at integer, big integer";
    await runner.query(`CREATE TABLE logs (id integer PRIMARY KEY, ${types}, note text)`);
  });
  afterAll(() => runner.close());

  it("loses nothing of what is stored: microseconds, and integers beyond 2^53", async () => {
    const at = (id: number) => (runner.dialect === "postgres" ? `'2001-01-14T05:30:00.00000${id}Z'` : "5");
    for (let id = 1; id <= 8; id++)
      await runner.query(`INSERT INTO logs VALUES (${id}, ${at(id)}, 900719925474099${id}, NULL)`);
    for (const field of ["at", "big"]) {
      const orderBy = totalOrder(parseSort([field], table), table.primaryKey);
      const position = orderBy.map((key) => key.field);
      const seen: unknown[] = [];
      let where: Parameters<typeof compileFilter>[1] = everything();
      for (let page = 0; page < 10; page++) {
        const select = { kind: "select", table, fields: ["id"], where, orderBy, limit: 3, position } as const;
        const { plan, parameters } = compileStatement(select, runner.dialect);
        const raw = await runner.query(plan.text, parameters);
        seen.push(...raw.map((row) => plan.readRow(row).id));
        const last = raw.at(-1);
        if (last === undefined) break;
        where = afterPosition(orderBy, plan.readPosition?.(last) ?? []);
      }
      expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    }
  });

  it("reads the fields of the position beside those asked for, and gives only these", () => {
    const select = {
      kind: "select",
      table,
      fields: ["note"],
      where: everything(),
      orderBy: [],
      position: ["id"],
    } as const;
    const { plan } = compileStatement(select, runner.dialect);
    expect(plan.text).toContain('SELECT "note", "id"');
    expect(plan.readRow(["a", "7"])).toEqual({ note: "a" });
    expect(compileStatement({ ...select, position: ["big"] }, runner.dialect).plan).not.toBe(plan);
  });
});
