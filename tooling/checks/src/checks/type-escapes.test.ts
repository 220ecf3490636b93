import { expect, it } from "vitest";
import { parse } from "../source-tree.ts";
import { castBudgetFindings, escapeFindings } from "./type-escapes.ts";

const file = "packages/core/src/a.ts";

it("refuses any, everywhere", () => {
  expect(escapeFindings("tooling/a/src/a.test.ts", "const a: any = 1;")).toHaveLength(1);
  expect(escapeFindings(file, "// any is only mentioned\nconst any = 1;")).toEqual([]);
});

it("refuses a cast that gives no reason", () => {
  expect(escapeFindings(file, "const a = b as string;")).toMatchObject([{ place: `${file}:1` }]);
  expect(escapeFindings(file, 'const a = f("// no reason") as string;')).toHaveLength(1);
});

it("accepts a cast that gives its reason, and const assertions", () => {
  expect(escapeFindings(file, "const a = b as string; // the driver says so")).toEqual([]);
  expect(escapeFindings(file, "// The driver says so.\nconst a = b as string;")).toEqual([]);
  expect(escapeFindings(file, "const a = [1] as const;")).toEqual([]);
});

it("counts casts against the lines of a package", () => {
  const casts = (count: number) => [parse(file, "const a = b as string;\n".repeat(count))];
  expect(castBudgetFindings("packages/core", casts(3))).toEqual([]);
  expect(castBudgetFindings("packages/core", casts(4))).toHaveLength(1);
});
