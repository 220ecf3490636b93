import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyedTable } from "../../test/keyed-table.ts";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { textIndexStatements } from "../dialects/text-indexes.ts";
import { parseSearch } from "./parse-search.ts";
import { wordsOf } from "./words-of.ts";

describe("parseSearch", () => {
  it.each([
    ["a b a", { words: ["a", "b"], phrases: [], without: [] }],
    ["A-B -c", { words: ["a", "b"], phrases: [], without: [["c"]] }],
    ["-a-b", { words: ["b"], phrases: [], without: [["a"]] }],
    ["- a b", { words: ["b"], phrases: [], without: [["a"]] }],
    ["--a b", { words: ["b"], phrases: [], without: [["a"]] }],
    ['a "b c" -"d  e"', { words: [], phrases: [["b", "c"]], without: [["d", "e"]] }],
    ['"b c"-d', { words: [], phrases: [["b", "c"]], without: [] }],
    ['a "b c', { words: ["a", "b", "c"], phrases: [], without: [] }],
    ['"- a', { words: ["a"], phrases: [], without: [] }],
    ['a "" "-"', { words: ["a"], phrases: [], without: [] }],
    ["", { words: [], phrases: [], without: [] }],
  ])("reads %j", (text, expected) => {
    expect(parseSearch(text)).toEqual(expected);
  });
});

const table = {
  ...keyedTable("characters", [{ name: "body", type: { kind: "text" }, nullable: false }]),
  textIndex: { name: "characters_text", columns: ["body"] },
};

/** Every character of the planes that have more than unassigned ones, 64 in a row, each between two letters. */
const rows = [0, 1, 2, 14].flatMap((plane) =>
  Array.from({ length: 0x10000 / 64 }, (_, row) => {
    const first = plane * 0x10000 + row * 64;
    const codes = Array.from({ length: 64 }, (_, index) => first + index);
    const usable = codes.filter((code) => code !== 0 && (code < 0xd800 || code > 0xdfff));
    return { id: first / 64, text: usable.map((code) => `x${String.fromCodePoint(code)}y`).join(" ") };
  }).filter(({ text }) => text !== ""),
);

describe.each(runners)("$name", ({ name, open }) => {
  let runner: QueryRunner;

  beforeAll(async () => {
    runner = await open();
    await runner.createTable(table);
    for (const { sql } of textIndexStatements(table, runner.dialect)) await runner.query(sql);
  });

  afterAll(() => runner.close());

  it("finds in every character the words that JavaScript finds", { timeout: 120_000 }, async () => {
    const list = JSON.stringify(rows);
    if (name === "sqlite") {
      const source = "SELECT value ->> 'id', value ->> 'text' FROM json_each(?)";
      await runner.query(`INSERT INTO characters (id, body) ${source}`, [list]);
      await runner.query("CREATE VIRTUAL TABLE words USING fts5vocab(characters_text, instance)");
    } else {
      const source = "SELECT (value ->> 'id')::int, value ->> 'text' FROM jsonb_array_elements($1::jsonb)";
      await runner.query(`INSERT INTO characters (id, body) ${source}`, [list]);
    }
    const found = await runner.query(
      name === "sqlite"
        ? "SELECT doc, group_concat(term, ' ' ORDER BY offset) FROM words GROUP BY doc ORDER BY doc"
        : "SELECT id, btrim(dataflow_words(body)) FROM characters ORDER BY id",
    );
    const words = new Map(found.map(([id, text]) => [Number(id), text]));
    const different = rows.filter(({ id, text }) => words.get(id) !== wordsOf(text).join(" "));
    expect(different.map(({ id }) => id)).toEqual([]);
    expect(words.size).toBeGreaterThan(4000);
  });
});
