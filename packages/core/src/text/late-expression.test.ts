import { describe, expect, it } from "vitest";
import { lateExpression } from "./late-expression.ts";

describe("lateExpression", () => {
  it("reads the expression when it is first asked for, and keeps it", () => {
    const broken = lateExpression("(", "u");
    expect(broken).toThrow(SyntaxError);
    const letters = lateExpression(String.raw`^\p{L}+$`, "u");
    expect(letters()).toEqual(/^\p{L}+$/u);
    expect(letters()).toBe(letters());
  });
});
