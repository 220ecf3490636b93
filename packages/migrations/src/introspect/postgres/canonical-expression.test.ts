import { connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { canonicalExpression } from "./canonical-expression.ts";

describe("canonicalExpression", () => {
  it.each([
    [
      "(ARRAY['a'::character varying, 'b, ]'::character varying])::text[]",
      "ARRAY[('a'::character varying)::text, ('b, ]'::character varying)::text]",
    ],
    ["(ARRAY[1, f(2, 3)])::bigint[]", "ARRAY[(1)::bigint, (f(2, 3))::bigint]"],
    [`(ARRAY["a]"])::"My ""Type"""[]`, `ARRAY[("a]")::"My ""Type"""]`],
    ["(ARRAY[ARRAY[x], ARRAY[y]])::app.mood[]", "ARRAY[ARRAY[(x)::app.mood], ARRAY[(y)::app.mood]]"],
    ["(ARRAY[x])::timestamp(3) with time zone[]", "ARRAY[(x)::timestamp(3) with time zone]"],
  ])("writes %s as the server will", (written, lasting) => {
    expect(canonicalExpression(`(a = ANY (${written}))`)).toBe(`(a = ANY (${lasting}))`);
  });

  it.each([
    "'(ARRAY[1])::text[]'",
    `"(ARRAY[1])::text[]"`,
    "AS $f$ (ARRAY[1])::text[] $f$",
    "(ARRAY[1])::text",
    "(ARRAY[1] || x)::text[]",
  ])("leaves %s alone", (sql) => {
    expect(canonicalExpression(sql)).toBe(sql);
  });

  it("is what the server writes after it has read it", async () => {
    const connection = connect((await databases.find(({ name }) => name === "postgres")?.freshUrl()) ?? "");
    const conditions = [
      "v IN ('a', 'it''s')",
      "v NOT IN ('a', lower('B'))",
      "v = ANY (ARRAY['a', NULL, v]::varchar[]) OR c IN ('x', 'y')",
      "n = ANY (ARRAY[1, -2, n::integer])",
      "v::text = ANY ((ARRAY[c, v])::text[])",
      "n = ANY ((ARRAY[1, 2])::bigint[]) AND (ARRAY[ARRAY['a'::varchar]])::text[] IS NOT NULL",
    ];
    const read = async (table: string): Promise<readonly string[]> => {
      const { rows } = await connection.query(
        "SELECT pg_get_constraintdef(oid) AS sql FROM pg_constraint WHERE conrelid = to_regclass($1) ORDER BY conname",
        [table],
      );
      return rows.map(({ sql }) => canonicalExpression(String(sql)));
    };
    const create = (table: string, checks: readonly string[]): Promise<void> =>
      connection.run(
        `CREATE TABLE ${table} (v varchar(10), c char(3), n bigint, ${checks.map((check, index) => `CONSTRAINT c${index} ${check}`).join(", ")})`,
      );
    await create(
      "first",
      conditions.map((condition) => `CHECK (${condition})`),
    );
    const once = await read("first");
    await create("second", once);
    expect(await read("second")).toEqual(once);
    await connection.close();
  });
});
