import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyedTable } from "../../test/keyed-table.ts";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { allOf } from "../ast/and-node.ts";
import { compare } from "../ast/comparison-node.ts";
import { everything } from "../ast/everything-node.ts";
import { isOneOf } from "../ast/membership-node.ts";
import type { UpdateEachStatement } from "../statement/statement.ts";
import { queryTable } from "../table/query-table-from-schema.ts";
import { compileStatement } from "./compile-statement.ts";

const schema = keyedTable("counters", [
  { name: "big", type: { kind: "bigint" }, nullable: true },
  { name: "score", type: { kind: "real" }, nullable: true },
  { name: "text", type: { kind: "text" }, nullable: true },
  { name: "count", type: { kind: "integer" }, nullable: true },
]);
const table = queryTable(schema);

const STORED = 20_000;
const numbers = (count: number, step = 1) => Array.from({ length: count }, (_, index) => index * step);

function updateOf(keys: readonly string[], rows: UpdateEachStatement["rows"]): UpdateEachStatement {
  return {
    kind: "updateEach",
    table,
    keys,
    fields: ["count"],
    rows,
    set: [],
    where: everything(),
    returning: [],
    inAnyOrder: true,
  };
}

const textOf = (statement: UpdateEachStatement) => compileStatement(statement, "postgres").plan.text;

describe.each(runners)("on $name", ({ open }) => {
  let runner: QueryRunner;

  beforeAll(async () => {
    runner = await open();
    await runner.createTable(schema);
    const rows = numbers(STORED).map((id) => [id, BigInt(id), id, `t${id}`, 0]);
    const fields = ["id", "big", "score", "text", "count"];
    for (let start = 0; start < STORED; start += 2_000)
      await runner.run({ kind: "insert", table, fields, rows: rows.slice(start, start + 2_000), returning: [] });
  });

  afterAll(() => runner.close());

  const changedRows = (where = everything()) =>
    runner.run({ kind: "count", table, where: allOf([compare("count", "gt", 0), where]) });

  async function reset(): Promise<void> {
    const set = [{ kind: "assignment", field: "count", operator: "set", value: 0 } as const];
    await runner.run({ kind: "update", table, set, where: everything(), returning: [] });
  }

  it.each<readonly [name: string, field: string, keyAt: (place: number) => unknown]>([
    ["numbers without gaps", "id", (place: number) => 500 + place],
    ["numbers with gaps, in no order", "id", (place: number) => 3 * ((place * 7) % 1_000)],
    ["numbers that lie far apart", "id", (place: number) => place * 19],
    ["numbers below zero, which nothing has", "id", (place: number) => place - 400],
    ["numbers beyond 32 bits", "big", (place: number) => BigInt(place)],
    ["fractions", "score", (place: number) => place],
    ["texts", "text", (place: number) => `t${place}`],
  ])("changes exactly the rows that have one of many keys: %s", async (_name, field, keyAt) => {
    const keys = numbers(1_000).map(keyAt);
    await reset();
    await runner.run(
      updateOf(
        [field],
        keys.map((key, index) => [key, index + 1]),
      ),
    );
    const hit = keys.flatMap((key, index) => {
      const id = Number(typeof key === "string" ? key.slice(1) : key);
      return id >= 0 && id < STORED ? [{ id, count: index + 1 }] : [];
    });
    expect(await changedRows()).toEqual([{ count: hit.length }]);
    const [first, last] = [hit[0], hit.at(-1)];
    const ends = await runner.run({
      kind: "select",
      table,
      fields: ["id", "count"],
      where: isOneOf("id", [first?.id, last?.id]),
      orderBy: [{ kind: "sort", field: "count", direction: "asc", nulls: "first" }],
    });
    expect(ends).toEqual([first, last]);
  });

  it("finds rows by thousands of values of any kind", async () => {
    for (const [field, list] of [
      ["id", numbers(3_000, 2)],
      ["big", numbers(3_000, 2).map(BigInt)],
      ["score", numbers(3_000, 2)],
      ["text", numbers(3_000, 2).map((id) => `t${id}`)],
    ] as const) {
      expect(await runner.run({ kind: "count", table, where: isOneOf(field, list) })).toEqual([{ count: 3_000 }]);
    }
  });
});

describe("an update of many rows by key", () => {
  it("looks between the least and the greatest key only where they lie close together", () => {
    const dense = numbers(1_000).map((id) => [id, 1]);
    expect(textOf(updateOf(["id"], dense))).toContain('"t"."id" >= (SELECT $3::integer)');
    const isRanged = (statement: UpdateEachStatement) => textOf(statement).includes(">=");
    expect(isRanged({ ...updateOf(["id"], dense), inAnyOrder: false })).toBe(false);
    expect(isRanged(updateOf(["id"], dense.slice(0, 499)))).toBe(false);
    expect(isRanged(updateOf(["id"], [...dense, [10_000, 1]]))).toBe(false);
    expect(isRanged(updateOf(["id"], [...dense, [null, 1]]))).toBe(false);
    expect(isRanged(updateOf(["score"], [...dense, [Number.NaN, 1]]))).toBe(false);
    expect(
      isRanged(
        updateOf(
          ["id", "big"],
          dense.map(([id]) => [id, 1n, 1]),
        ),
      ),
    ).toBe(false);
  });
});

describe.each(runners.filter(({ name }) => name === "postgres"))("the plan on $name", ({ open }) => {
  let runner: QueryRunner;

  beforeAll(async () => {
    runner = await open();
    await runner.createTable(schema);
    await runner.query('INSERT INTO "counters" SELECT i, i, i, i::text, 0 FROM generate_series(1, 50000) AS i');
  });

  afterAll(() => runner.close());

  it.each([
    ["nobody has looked at", ""],
    ["was looked at while it was small", 'DELETE FROM "counters" WHERE "id" > 10; ANALYZE "counters"'],
    ["was looked at", 'ANALYZE "counters"'],
  ])("reads the rows between two keys in one go, of a table that %s", async (_name, before) => {
    if (before !== "") {
      for (const text of before.split("; ")) await runner.query(text);
      await runner.query(
        'INSERT INTO "counters" SELECT i, i, i, i::text, 0 FROM generate_series(1, 50000) AS i ON CONFLICT DO NOTHING',
      );
    }
    const { plan, parameters } = compileStatement(
      updateOf(
        ["id"],
        numbers(2_500).map((index) => [30_000 + index, 1]),
      ),
      "postgres",
    );
    const lines = (await runner.query(`EXPLAIN (COSTS OFF) ${plan.text}`, parameters)).join("\n");
    expect(lines).toContain("Hash Join");
    expect(lines).toContain("Index Scan");
    expect(lines).not.toContain("Nested Loop");
  });
});

describe("a statement with a long list", () => {
  const compiled = (count: number, dialect: "postgres" | "sqlite") =>
    compileStatement({ kind: "delete", table, where: isOneOf("id", numbers(count)), returning: [] }, dialect).plan;

  it("is planned anew for it where a server would plan for any list", () => {
    expect(compiled(2_000, "postgres").name).toBeUndefined();
    expect(compiled(2_000, "postgres").text).toBe(compiled(2, "postgres").text);
    expect(compiled(2, "postgres").name).toMatch(/^df_/);
    const kept = compiled(2_000, "sqlite");
    expect(kept.name).toBe(kept.text);
  });

  it("is kept where it finds nothing by its list", () => {
    const rows = numbers(2_000).map((id) => [id, 1]);
    const insert = { kind: "insert", table, fields: ["id", "count"], rows, returning: [] } as const;
    expect(compileStatement(insert, "postgres").plan.name).toMatch(/^df_/);
    expect(compileStatement(updateOf(["id"], rows), "postgres").plan.name).toBeUndefined();
  });
});
