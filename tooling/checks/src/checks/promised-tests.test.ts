import { expect, it } from "vitest";
import { promiseFindings } from "./promised-tests.ts";

const sources = { files: new Set(["tests/a.test.ts", "tests/a.ts"]), read: () => 'it("holds what it says", () => 1);' };
const found = (...rows: readonly string[]) =>
  promiseFindings(
    "docs/p.md",
    ["| promise | tested by |", "|---|---|", ...rows, "", "| other | table |", "|---|---|", "| x | y |"].join("\n"),
    sources,
  ).map(({ place, why }) => `${place} ${why}`);

it("accepts promises with tests that exist and are called so, and looks at no other table", () => {
  expect(
    found("| a | [a](../tests/a.test.ts) |", '| b | [b](../tests/a.test.ts "holds what"), [c](../tests/a.test.ts) |'),
  ).toEqual([]);
});

it("refuses promises without a test, and tests that do not exist or are called otherwise", () => {
  expect(found("| a | everybody knows |")).toEqual(["docs/p.md:3 the promise rests on no test"]);
  expect(found("| a | [a](../tests/b.test.ts) |")).toEqual(["docs/p.md:3 there is no test tests/b.test.ts"]);
  expect(found("| a | [a](../tests/a.ts) |")).toEqual(["docs/p.md:3 there is no test tests/a.ts"]);
  expect(found('| a | [a](../tests/a.test.ts "holds nothing") |')).toEqual([
    'docs/p.md:3 no test in tests/a.test.ts is called "holds nothing"',
  ]);
});
