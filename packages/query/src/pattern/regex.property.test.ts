import { texts as hardTexts } from "@dataflow/testing-base/arbitraries";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { propertyOptions, seed } from "../../test/seed.ts";
import { explain } from "../compiler/explain.ts";
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
  "K",
  "\u212a",
  "\u017f",
  "S",
  "a\rb",
  "\nb",
  "b\n",
];
const texts = [...new Set([...fc.sample(hardTexts, { seed, numRuns: 60 }), ...extra])];

/** Parts of expressions; those with letters also as what they match when letter case is ignored, for A–Z only. */
const ATOMS: readonly (readonly [source: string, ignoringCase?: string])[] = [
  ["a", "[aA]"],
  ["b", "[bB]"],
  ["A", "[aA]"],
  ["k", "[kK]"],
  ["s", "[sS]"],
  ["é"],
  ["É"],
  ["😀"],
  ["."],
  ["\\d"],
  ["\\w"],
  ["\\s"],
  ["\\D"],
  ["\\W"],
  ["\\p{L}"],
  ["\\P{L}"],
  ["\\p{Lu}", "[\\p{Lu}a-z]"],
  ["[^\\p{Script=Latin}\\d]"],
  ["[\\P{L}b]", "[\\P{L}bB]"],
  ["\\S"],
  ["[ab]", "[abAB]"],
  ["[^a]", "[^aA]"],
  ["[a-z\\d]", "[a-zA-Z\\d]"],
  ["[Y-b]", "[Y-by-zAB]"],
  ["[^Y-b]", "[^Y-by-zAB]"],
  ["[\\W_]"],
  ["[\\s\\-]"],
  ["[^\\d]"],
  ["\\."],
  ["\\n"],
  ["\\x61", "[aA]"],
  ["\\u00e9"],
  ["\\u{1F600}"],
  ["\\ud83d\\ude00"],
  ["\\t"],
  ["\\cJ"],
  ["[\\b]"],
  ["-"],
  ["(a)", "([aA])"],
  ["(?:ab|b)", "(?:[aA][bB]|[bB])"],
  ["(?:a|b|)", "(?:[aA]|[bB]|)"],
  ["(?<n>a)", "(?<n>[aA])"],
  ["(?:^)", "(?:^)"],
  ["^"],
  ["$"],
  ["\\b"],
  ["\\B"],
  ["[[:a]", "[[:aA]"],
  ["[.=]"],
  ["\\{"],
  ["\\("],
];
const atom = fc.constantFrom(...ATOMS);
const quantifier = fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,}", "*?", "+?");

interface Expression {
  readonly source: string;
  readonly ignoringCase: string;
}

const expression: fc.Arbitrary<Expression> = fc
  .array(fc.tuple(atom, quantifier), { minLength: 1, maxLength: 4 })
  .map((parts) => {
    const written = parts.map(([[source, ignoringCase = source], many]) => {
      const times = /^(?:\^|\$|\\[bB]$)/.test(source) ? "" : many;
      return { source: source + times, ignoringCase: ignoringCase + times };
    });
    return joined(written, "");
  });
const alternatives = fc
  .array(expression, { minLength: 1, maxLength: 2 })
  .map((parts) => joined(parts, "|"))
  // A name may stand for one group only.
  .filter(({ source }) => source.split("(?<n>").length <= 2);
const options = fc.constantFrom("", "s", "m", "ms", "i", "is", "im");

function joined(parts: readonly Expression[], separator: string): Expression {
  return {
    source: parts.map(({ source }) => source).join(separator),
    ignoringCase: parts.map(({ ignoringCase }) => ignoringCase).join(separator),
  };
}

/** JavaScript's own expression; letter case is spelt out, because here it is that of A–Z only. */
function reference({ source, ignoringCase }: Expression, $options: string): RegExp {
  return new RegExp($options.includes("i") ? ignoringCase : source, `u${$options.replace("i", "")}`);
}

describe.each(runners)("$name", ({ open }) => {
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

  const matching = async ($regex: string, $options: string) => {
    const found = await runner.run({
      kind: "select",
      table,
      fields: ["text"],
      where: parseFilter({ text: { $regex, $options } }, table),
      orderBy: [{ kind: "sort", field: "id", direction: "asc", nulls: "first" }],
    });
    return found.map((row) => row.text);
  };

  it("matches what JavaScript matches", async () => {
    await fc.assert(
      fc.asyncProperty(alternatives, options, async (tried, $options) => {
        const pattern = reference(tried, $options);
        // With m, JavaScript has more line ends than MongoDB has.
        const hasSameLines = (one: string) => !$options.includes("m") || !/[\r\u2028\u2029]/.test(one);
        // V8 finds \B between the two halves of one character.
        const hasSameEdges = (one: string) => !tried.source.includes("\\B") || !/[\u{10000}-\u{10ffff}]/u.test(one);
        const isComparable = (one: unknown) => hasSameLines(String(one)) && hasSameEdges(String(one));
        expect((await matching(tried.source, $options)).filter(isComparable)).toEqual(
          texts.filter((one) => isComparable(one) && pattern.test(one)),
        );
      }),
      propertyOptions(500),
    );
  });

  it("ends lines at one character only, as MongoDB does", async () => {
    expect(await matching("^b", "m")).toContain("\nb");
    for (const text of ["a\rb", "a\u2028b"]) expect(await matching("a$|^b", "m")).not.toContain(text);
    expect(await matching("^b", "im")).toContain("A\r\nB");
    expect(await matching("a$", "im")).not.toContain("A\r\nB");
  });

  it("takes no longer for expressions that explode elsewhere", async () => {
    const long = `${"a".repeat(20_000)}!`;
    await runner.run({ kind: "insert", table, fields: ["id", "text"], rows: [[1_000_000, long]], returning: [] });
    for (const $regex of ["^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "(x+x+)+y", "^(?:a?){100}a{100}$", "(.*a){20}b"]) {
      expect(await matching($regex, "")).not.toContain(long);
    }
    for (const $like of [`${"%a".repeat(200)}%b`, `${"a%".repeat(200)}b`]) {
      const where = parseFilter({ $or: [{ text: { $like } }, { text: { $ilike: $like } }] }, table);
      expect(await runner.run({ kind: "count", table, where })).toEqual([{ count: 0 }]);
    }
    await runner.run({ kind: "delete", table, where: parseFilter({ id: 1_000_000 }, table), returning: [] });
  });
});

describe("a regular expression", () => {
  it.each([
    ["^[[:digit:]]$", "^[0-9]$"],
    ["[^[:alpha:][:space:]_]", "[^A-Za-z\\t-\\r _]"],
    ["^\\p{Latin}", "^\\p{Script=Latin}"],
    ["\\pL\\PL", "\\p{L}\\P{L}"],
    ["\\p{^Greek}", "\\P{Script=Greek}"],
    ["^\\p{Xan}+$", "^[\\p{L}\\p{N}]+$"],
    ["[\\p{Xan}-]", "[\\p{L}\\p{N}-]"],
    ["\\[[[:digit:]]]", "\\[[0-9]\\]"],
    ["a\\-b\\@c\\ d", "a-b@c d"],
    ['[\\@\\"]\\/', '[@"]/'],
    ["a{}{2}{x", "a\\{\\}{2}\\{x"],
  ])("may be one of PCRE's: %s", ($regex, same) => {
    const regexOf = (source: string) => parseFilter({ text: { $regex: source } }, table);
    expect(regexOf($regex)).toEqual(regexOf(same));
  });

  it.each(["[[:digit:]", "[:digit:]"])("means what JavaScript means by it, where that takes it: %s", ($regex) => {
    expect(parseFilter({ text: { $regex } }, table)).toMatchObject({ parts: [{ kind: "class", negated: false }] });
    expect(JSON.stringify(parseFilter({ text: { $regex } }, table))).toContain('{"from":58,"to":58}');
  });

  it.each([
    ["(?=a)a", "look-around"],
    ["(?<!a)b", "look-around"],
    ["(a)\\1", "a back reference"],
    ["(?<x>a)\\k<x>", "a reference to a named group"],
    ["\\p{Cn}", "a Unicode property"],
    ["[\\P{Any}]", "a Unicode property"],
    ["a{256}", "a count above 255"],
    ["a[]", "an empty class"],
  ])("is refused where no linear time is known for it or databases differ: %s", ($regex, part) => {
    expect(() => parseFilter({ text: { $regex } }, table)).toThrow(
      expect.objectContaining({ code: "QUERY.UNSUPPORTED_PATTERN", message: expect.stringContaining(part) }),
    );
  });

  it.each(["(?:(?:a?){31}){31}", "((a{200}){2}){2}", "(?:(?:){255}){255}", "a{255}b{255}", "\\p{L}{100}"])(
    "is refused where its counts are too much: %s",
    ($regex) => {
      expect(() => parseFilter({ text: { $regex } }, table)).toThrow(
        expect.objectContaining({ code: "QUERY.TOO_COMPLEX" }),
      );
    },
  );

  it.each([
    ["^a[0-9]$", "", "GLOB", "a[0-9]"],
    ["^a.*b", "s", "GLOB", "a*b*"],
    ["a.b", "s", "GLOB", "*a?b*"],
    [".*x[abc]", "", "GLOB", "*x[abc]*"],
    ["a.*", "i", "LIKE", "%a%"],
    ["[\\]a^-]", "", "GLOB", "*[]a^-]*"],
    ["[^\\]]", "", "GLOB", "*[^]]*"],
    ["a+", "", "REGEXP", "a+"],
    ["[a1]", "i", "REGEXP", "[aA1]"],
    ["^x-", "im", "REGEXP", "(?m:^)[xX]\\x{2d}"],
  ])("is said by the simplest form: %s", ($regex, $options, operator, pattern) => {
    const { sqlite } = explain({ kind: "count", table, where: parseFilter({ text: { $regex, $options } }, table) });
    expect(sqlite).toMatchObject({ text: expect.stringContaining(` ${operator} ?`), parameters: [pattern] });
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
