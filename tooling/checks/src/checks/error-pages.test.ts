import { expect, it } from "vitest";
import { pageFindings, unusedFindings } from "./error-pages.ts";

const meaning = { code: "A.LOST", title: "It is lost" };
const page = "# A.LOST\n\nIt is lost.\n\n## Why\n\nx\n\n## What to do\n\ny\n";

it("accepts a page that says what its catalog says", () => {
  expect(pageFindings([meaning], new Map([["A.LOST", page]]))).toEqual([]);
});

it("refuses a missing page, a page without a code, another meaning and a missing section", () => {
  expect(pageFindings([meaning], new Map())).toHaveLength(1);
  expect(pageFindings([], new Map([["A.LOST", page]]))).toHaveLength(1);
  expect(pageFindings([{ ...meaning, title: "It is late" }], new Map([["A.LOST", page]]))).toHaveLength(1);
  expect(pageFindings([meaning], new Map([["A.LOST", page.replace("## Why", "Why")]]))).toHaveLength(1);
});

it("refuses a code that nothing makes", () => {
  expect(unusedFindings([meaning], 'throw errors.create("LOST", {})')).toEqual([]);
  expect(unusedFindings([meaning], '({ code: "A.LOST" })')).toEqual([]);
  expect(unusedFindings([meaning], 'throw errors.create("LOST_TWICE", {})')).toHaveLength(1);
});
