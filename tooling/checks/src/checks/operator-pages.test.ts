import { expect, it } from "vitest";
import { operatorPageFindings } from "./operator-pages.ts";

const PAGE = "# $gt\n\nGreater.\n\n## Example\n\n## PostgreSQL\n\n## SQLite\n\n## Index\n\n## Divergence\n";

function placesOf(meanings: Readonly<Record<string, string>>, pages: Readonly<Record<string, string>>) {
  const findings = operatorPageFindings(new Map(Object.entries(meanings)), new Map(Object.entries(pages)));
  return findings.map(({ place, why }) => `${place}: ${why}`);
}

it("finds nothing where both agree", () => {
  expect(placesOf({ $gt: "Greater." }, { $gt: PAGE })).toEqual([]);
});

it("finds operators without a page, pages without an operator, and pages that say something else", () => {
  expect(placesOf({ $gt: "Greater." }, {})).toEqual(["docs/operators/$gt.md: the operator $gt has no page"]);
  expect(placesOf({}, { $gt: PAGE })).toEqual(["docs/operators/$gt.md: there is no operator of this name"]);
  expect(placesOf({ $gt: "Bigger." }, { $gt: PAGE.replace("## SQLite", "") })).toEqual([
    "docs/operators/$gt.md: its first line does not say what the operator means",
    'docs/operators/$gt.md: the section "SQLite" is missing',
  ]);
});
