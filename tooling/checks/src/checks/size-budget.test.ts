import { expect, it } from "vitest";
import { sizeFindings } from "./size-budget.ts";

it("refuses a long file and a long function, and says where", () => {
  const body = "  f();\n".repeat(60);
  expect(sizeFindings("packages/core/src/a.ts", `\nfunction f() {\n${body}}\n`)).toMatchObject([
    { place: "packages/core/src/a.ts:2", why: "the function has 62 lines, the limit is 60" },
  ]);
  expect(sizeFindings("packages/core/src/a.ts", "f();\n".repeat(351))).toHaveLength(1);
});

it("accepts what is within the limits, and longer tests", () => {
  expect(sizeFindings("packages/core/src/a.ts", "f();\n".repeat(350))).toEqual([]);
  expect(sizeFindings("packages/core/src/a.test.ts", `describe("a", () => {\n${"f();\n".repeat(400)}});`)).toEqual([]);
});
