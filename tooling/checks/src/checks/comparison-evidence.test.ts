import { expect, it } from "vitest";
import { comparisonFindings } from "./comparison-evidence.ts";

const files = new Set(["a.test.ts", "a.ts"]);
const page = (cells: string, notes: string) =>
  `| what is asked | A | B |\n|---|---|---|\n| why? | ${cells} |\n\n${notes}\n`;
const found = (cells: string, notes: string) => comparisonFindings(page(cells, notes), files).map(({ why }) => why);

it("accepts cells that rest on a test or a link, and those that say that nobody looked", () => {
  expect(found("yes [^a] | no [^b]", "[^a]: `a.test.ts`\n[^b]: <https://x.org/1>, <https://x.org/2>")).toEqual([]);
  expect(found("yes [^a] | not checked", "[^a]: `a.test.ts`")).toEqual([]);
});

it("refuses a cell without a footnote, and a footnote that is missing or unused", () => {
  expect(found("yes | not checked", "")).toEqual(['"yes" rests on nothing']);
  expect(found("yes [^a] | not checked", "")).toEqual(["the footnote [^a] is missing"]);
  expect(found("not checked | not checked", "[^a]: `a.test.ts`")).toEqual(["no cell refers to the footnote"]);
});

it("refuses a test that does not exist, a file that is no test, and what is no link", () => {
  for (const note of ["`b.test.ts`", "`a.ts`", "everybody knows", "<http://x.org>"])
    expect(found("yes [^a] | not checked", `[^a]: ${note}`)).toHaveLength(1);
});
