import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { text } from "../../test/arbitraries.ts";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { propertyOptions, seed } from "../../test/seed.ts";
import { explain } from "../compiler/explain.ts";
import { queryCapabilities } from "../dialects/dialects.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { afterPrefix } from "./text-patterns.ts";

const schema = sampleTable({ text: { kind: "text" } });
const table = sampleQueryTable(schema);
const extra = [
  "2001",
  "a1",
  "a-b",
  "a b c",
  "aaa",
  "abab",
  "A\r\nB",
  "\u00a0",
  "a\tb",
  "x_y",
  "(a)",
  "a{2}",
  "\u{1F601}",
  "ab1",
  "1a",
];
const texts = [...new Set([...fc.sample(text, { seed, numRuns: 60 }), ...extra])];

/** Expressions of everything that is taken apart, for a database that has regular expressions of its own. */
const atom = fc.constantFrom(
  "a",
  "b",
  "A",
  "é",
  "😀",
  ".",
  "\\d",
  "\\w",
  "\\s",
  "\\D",
  "\\W",
  "\\S",
  "[ab]",
  "[^a]",
  "[a-z\\d]",
  "[\\W_]",
  "[\\s\\-]",
  "[^\\d]",
  "\\.",
  "\\n",
  "\\x61",
  "\\u00e9",
  "\\u{1F600}",
  "\\ud83d\\ude00",
  "\\t",
  "\\cJ",
  "[\\b]",
  "-",
  "(a)",
  "(?:ab|b)",
  "(?<n>a)",
  "(?=a)a",
  "(?!b)",
  "(?<=a)b",
  "(?<!a)b",
  "^",
  "$",
  "\\b",
  "\\B",
  "[[:a]",
  "[.=]",
  "\\{",
  "\\(",
);
const quantifier = fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,}", "*?", "+?");
const expression = fc
  .array(fc.tuple(atom, quantifier), { minLength: 1, maxLength: 4 })
  .map((parts) =>
    parts
      .map(([one, many]) => one + (/^(?:\^|\$|\\b|\\B|\(\?[!=<])/.test(one) && !one.startsWith("(?<n") ? "" : many))
      .join(""),
  );
const alternatives = fc
  .array(expression, { minLength: 1, maxLength: 2 })
  .map((parts) => parts.join("|"))
  // A name may stand for one group only.
  .filter((source) => source.split("(?<n>").length <= 2);
const options = fc.constantFrom("", "s", "m", "ms");

describe.each(runners.filter(({ name }) => queryCapabilities(name).matchesEveryRegex))("$name", ({ open }) => {
  let runner: QueryRunner;

  beforeAll(async () => {
    runner = await open();
    await runner.createTable(schema);
    await runner.run({
      kind: "insert",
      table,
      fields: ["id", "text"],
      rows: texts.map((one, index) => [index, one]),
      returning: [],
    });
  });

  afterAll(() => runner.close());

  it("matches what JavaScript matches", async () => {
    await fc.assert(
      fc.asyncProperty(alternatives, options, async ($regex, $options) => {
        const reference = new RegExp($regex, `u${$options}`);
        const where = parseFilter({ text: { $regex, $options } }, table);
        const found = await runner.run({
          kind: "select",
          table,
          fields: ["text"],
          where,
          orderBy: [{ kind: "sort", field: "id", direction: "asc", nulls: "first" }],
        });
        expect(found.map((row) => row.text)).toEqual(texts.filter((one) => reference.test(one)));
      }),
      propertyOptions(400),
    );
  });
});

describe("a database without regular expressions", () => {
  it.each(["a+", "a|b", "(a)", "^a.*b", "\\bword", "a{2}", "x^"])("says that it cannot match %s", ($regex) => {
    const { sqlite } = explain({ kind: "count", table, where: parseFilter({ text: { $regex } }, table) });
    expect(sqlite).toMatchObject({ problem: expect.stringContaining('regular expression on "text"') });
  });

  it.each([
    ["^a[0-9]$", "", "a[0-9]"],
    ["^a.*b", "s", "a*b*"],
    ["a.b", "s", "*a?b*"],
    [".*x[abc]", "", "*x[abc]*"],
    ["a.*", "i", "%a%"],
    ["[\\]a^-]", "", "*[]a^-]*"],
    ["[^\\]]", "", "*[^]]*"],
  ])("matches %s by a pattern", ($regex, $options, pattern) => {
    const { sqlite } = explain({ kind: "count", table, where: parseFilter({ text: { $regex, $options } }, table) });
    expect(sqlite).toMatchObject({ parameters: [pattern] });
  });
});

it("knows what comes after every text of a beginning", () => {
  expect([
    afterPrefix("a"),
    afterPrefix("a\u{10ffff}"),
    afterPrefix("\ud7ff"),
    afterPrefix(""),
    afterPrefix("\u{10ffff}"),
  ]).toEqual(["b", "b", "\ue000", undefined, undefined]);
});
