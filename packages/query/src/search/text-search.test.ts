import type { Table } from "@dataflow/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyedTable } from "../../test/keyed-table.ts";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { compileStatement } from "../compiler/compile-statement.ts";
import { textIndexStatements } from "../dialects/text-indexes.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { parsePipeline } from "../pipeline/parse-pipeline.ts";
import type { Statement } from "../statement/statement.ts";
import { queryTable } from "../table/query-table-from-schema.ts";

const schema: Table = {
  ...keyedTable('odd "articles', [
    { name: "rank", type: { kind: "text" }, nullable: true },
    { name: "rowid", type: { kind: "text", length: 300_000 }, nullable: true },
    { name: "likes", type: { kind: "integer" }, nullable: true },
  ]),
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

/** Enough rows for an index to be worth while. */
describe.each(runners)("plans on $name", ({ open }) => {
  it.each(["rare17", "rare17 rare18", '"rare17 word"', "rare17 -common -other"])(
    "lets the index serve %s",
    { timeout: 60_000 },
    async ($search) => {
      const runner = await open();
      await runner.createTable(schema);
      for (const { sql } of textIndexStatements(schema, runner.dialect)) await runner.query(sql);
      const many = Array.from(
        { length: 4000 },
        (_, id) => [id, `rare${id} word`, id % 2 === 0 ? "common" : null] as const,
      );
      for (let from = 0; from < many.length; from += 1000) await runner.run(insert(many.slice(from, from + 1000)));
      await runner.query('ANALYZE "odd ""articles"');
      const where = parseFilter({ $text: { $search } }, table);
      const { plan, parameters } = compileStatement({ kind: "select", table, where, orderBy: [] }, runner.dialect);
      const explain = runner.dialect === "postgres" ? "EXPLAIN" : "EXPLAIN QUERY PLAN";
      const lines = (await runner.query(`${explain} ${plan.text}`, parameters)).flat().join("\n");
      await runner.close();
      expect(lines).toMatch(
        runner.dialect === "postgres"
          ? /Bitmap Index Scan on "odd ""articles_text"/
          : /USING INTEGER PRIMARY KEY[\s\S]*SCAN odd "articles_text VIRTUAL TABLE INDEX/,
      );
    },
  );
});

describe("a search", () => {
  const { textSearch: _, ...plain } = table;
  it.each([
    ["without an index", { $text: { $search: "a" } }, plain, "QUERY.UNSUPPORTED_OPERATOR"],
    ["that is a text", { $text: "a" }, table, "QUERY.INVALID_FILTER"],
    ["without words", { $text: {} }, table, "QUERY.UNDEFINED_VALUE"],
    ["of a number", { $text: { $search: 5 } }, table, "QUERY.INVALID_VALUE"],
    ["of half a character", { $text: { $search: "\ud800" } }, table, "QUERY.INVALID_VALUE"],
    ["that minds case", { $text: { $search: "a", $caseSensitive: true } }, table, "QUERY.UNSUPPORTED_OPERATOR"],
    ["that minds accents", { $text: { $search: "a", $diacriticSensitive: true } }, table, "QUERY.UNSUPPORTED_OPERATOR"],
    ["in a language", { $text: { $search: "a", $language: "en" } }, table, "QUERY.UNSUPPORTED_OPERATOR"],
    ["with an unknown option", { $text: { $search: "a", constructor: 1 } }, table, "QUERY.UNKNOWN_OPERATOR"],
    ["of too many characters", { $text: { $search: "ab ".repeat(400) } }, table, "QUERY.TOO_COMPLEX"],
    ["for too long a word", { $text: { $search: "é".repeat(201) } }, table, "QUERY.TOO_COMPLEX"],
    ["under a field", { title: { $text: { $search: "a" } } }, table, "QUERY.UNKNOWN_OPERATOR"],
  ])("%s is refused", (_name, filter, target, code) => {
    expect(() => parseFilter(filter, target)).toThrow(expect.objectContaining({ code }));
  });

  it("takes the options that say what it does", () => {
    const options = { $caseSensitive: false, $diacriticSensitive: false, $language: "none" };
    expect(parseFilter({ $text: { $search: "a", ...options } }, table).kind).toBe("search");
  });

  it("is for callers that may ask all of its fields for it", () => {
    const search = { $text: { $search: "a" } };
    const allowed = (fields: Record<string, readonly ("$text" | "$eq")[]>) => () =>
      // What the type of an allowance says of operators under fields is wider than what stands there.
      parseFilter(search, table, { allow: { fields } });
    expect(allowed({ title: ["$text"], body: ["$text"] })).not.toThrow();
    expect(allowed({ title: ["$text"], body: ["$eq"] })).toThrow(/there is no operator "\$text"/);
    expect(allowed({ title: ["$text"] })).toThrow(/no field "body"/);
    expect(() => parseFilter(search, table, { allow: { fields: ["title", "body"], operators: ["$eq"] } })).toThrow();
  });

  it("comes before the stages that make other rows", () => {
    const $match = { $text: { $search: "a" } };
    expect(() => parsePipeline([{ $match: { id: 1 } }, { $sort: { id: 1 } }, { $match }], table)).not.toThrow();
    for (const stage of [{ $limit: 1 }, { $skip: 1 }, { $group: { _id: "$title" } }, { $project: { title: 1 } }])
      expect(() => parsePipeline([stage, { $match }], table)).toThrow(/has no texts to search/);
    const $meta = "textScore";
    expect(() => parsePipeline([{ $match }, { $sort: { score: { $meta } } }], table)).toThrow(/asks for a score/);
    expect(() => parsePipeline([{ $match }, { $project: { score: { $meta } } }], table)).toThrow(/asks for a score/);
  });
});

function insert(values: readonly (readonly [number, string | null, string | null])[]): Statement {
  return { kind: "insert", table, fields: ["id", "title", "body"], rows: values, returning: [] };
}
