import type { Table } from "@dataflow/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { textIndexStatements } from "../dialects/text-indexes.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import type { Statement } from "../statement/statement.ts";
import { queryTable } from "../table/query-table-from-schema.ts";

const schema: Table = {
  name: 'odd "articles',
  columns: [
    { name: "id", type: { kind: "integer" }, nullable: false },
    { name: "rank", type: { kind: "text" }, nullable: true },
    { name: "rowid", type: { kind: "text", length: 300_000 }, nullable: true },
    { name: "likes", type: { kind: "integer" }, nullable: true },
  ],
  primaryKey: { columns: ["id"] },
  uniques: [],
  foreignKeys: [],
  indexes: [],
  textIndex: { name: 'odd "articles_text', columns: ["rank", "rowid"] },
};
/** Titles and bodies; the columns have the names that a database gives to things of its own. */
const table = queryTable(schema, { fieldName: (column) => ({ rank: "title", rowid: "body" })[column] ?? column });
const rows: readonly (readonly [number, string | null, string | null])[] = [
  [1, "Iced latte", "Coffee with milk, and ice."],
  [2, "Cake", "A slice of cake goes with coffee"],
  [3, "Crème brûlée", "ICED-LATTE flavour; no-cake e_mail foo@example.com 3.14"],
  [4, null, null],
  [5, "", "latte iced; re\u0301sume\u0301 \u0301 alone"],
  [6, "iced", "latte"],
  [7, "ÀÉÎ ΣΊΣΥΦΟΣ Ёлка", "straße İstanbul हिन्दी yum🤤yum ❤️ 1️⃣ ok"],
];

async function find(runner: QueryRunner, filter: unknown): Promise<readonly unknown[]> {
  const where = parseFilter(filter, table);
  const found = await runner.run({ kind: "select", table, fields: ["id"], where, orderBy: [] });
  return found.map((row) => row.id).sort();
}

describe.each(runners)("$name", ({ open }) => {
  let runner: QueryRunner;

  beforeAll(async () => {
    runner = await open();
    await runner.createTable(schema);
    await runner.run(insert(rows.slice(0, 3)));
    for (const { sql } of textIndexStatements(schema, runner.dialect)) await runner.query(sql);
    await runner.run(insert(rows.slice(3)));
  });

  afterAll(() => runner.close());

  it.each([
    ["coffee", [1, 2]],
    ["COFFEE latte", [1, 2, 3, 5, 6]],
    ["coffee -cake", [1]],
    ['"iced latte"', [1, 3]],
    ['"iced latte" coffee', [1, 3]],
    ['"iced latte" -flavour', [1]],
    ['latte -"iced latte"', [5, 6]],
    ['"iced latte" "no cake"', [3]],
    ["-cake", []],
    ["", []],
    ["!!! ?", []],
    ["creme", [3]],
    ["cre\u0300me BRÛLÉE", [3]],
    ["résumé", [5]],
    ['"resume alone"', []],
    ["example", [3]],
    ["mail", [3]],
    ["no-cake", [2, 3]],
    ["aei", [7]],
    ["σίσυφοσ", [7]],
    ["ёЛКА", [7]],
    ["strasse", []],
    ["straße", [7]],
    ["istanbul", [7]],
    ["हिन्दी", [7]],
    ["yum", [7]],
    ["14", [3]],
    ["ok' OR 1", [7]],
  ])("finds %s", async ($search, expected) => {
    expect(await find(runner, { $text: { $search } })).toEqual(expected);
    const others = rows.map(([id]) => id).filter((id) => !expected.includes(id));
    expect(await find(runner, { $nor: [{ $text: { $search } }] })).toEqual(others);
  });

  it("follows changes and removals", async () => {
    const where = (filter: unknown) => parseFilter(filter, table);
    const change = (filter: unknown, value: string | null): Statement => ({
      kind: "update",
      table,
      where: where(filter),
      set: [{ kind: "assignment", field: "title", operator: "set", value }],
      returning: [],
    });
    await runner.run(insert([[100, "zebra", "stripes"]]));
    await runner.run(change({ $text: { $search: "zebra" } }, "giraffe"));
    expect(await find(runner, { $text: { $search: "zebra" } })).toEqual([]);
    expect(await find(runner, { $text: { $search: "giraffe" } })).toEqual([100]);
    await runner.run(change({ id: 100 }, null));
    expect(await find(runner, { $text: { $search: "giraffe" } })).toEqual([]);
    expect(await find(runner, { $text: { $search: "stripes" } })).toEqual([100]);
    await runner.run({ kind: "delete", table, where: where({ $text: { $search: "stripes" } }), returning: [] });
    expect(await find(runner, { id: 100 })).toEqual([]);
    await runner.run(insert([[100, "owl", null]]));
    expect(await find(runner, { $text: { $search: "stripes owl" } })).toEqual([100]);
    await runner.run({ kind: "delete", table, where: where({ id: 100 }), returning: [] });
  });

  it("keeps words of any length and texts of any size", async () => {
    const long = "x".repeat(5000);
    const words = Array.from({ length: 30_000 }, (_, index) => `w${index.toString(36)}`).join(" ");
    await runner.run(insert([[100, `before ${long} after`, `${words} the end`]]));
    expect(await find(runner, { $text: { $search: '"before after"' } })).toEqual([]);
    expect(await find(runner, { $text: { $search: '"the end"' } })).toEqual([100]);
    expect(await find(runner, { $text: { $search: "before" } })).toEqual([100]);
    await runner.run({ kind: "delete", table, where: parseFilter({ id: 100 }, table), returning: [] });
  });
});

function insert(values: readonly (readonly [number, string | null, string | null])[]): Statement {
  return { kind: "insert", table, fields: ["id", "title", "body"], rows: values, returning: [] };
}
