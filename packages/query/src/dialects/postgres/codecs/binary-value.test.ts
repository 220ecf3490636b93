import { describe, expect, it } from "vitest";
import { binaryList, binaryValue } from "./binary-value.ts";

describe("a list of whole numbers", () => {
  const form = binaryValue({ kind: "integer" });
  if (form === undefined) throw new Error("whole numbers have a form of their own");

  it("is written in the server's own form", () => {
    const written = Buffer.from(binaryList([1, null, -2], form));
    const words = Array.from({ length: written.length / 4 }, (_, index) => written.readInt32BE(index * 4));
    expect(words).toEqual([1, 1, 23, 3, 1, 4, 1, -1, 4, -2]);
  });

  it.each([[1.5], [2 ** 31], [-(2 ** 31) - 1], [Number.NaN], ["1"], [1n]])(
    "refuses %s, which nobody has checked, instead of taking it for another number",
    (value) => {
      expect(() => binaryList([value], form)).toThrow("where its column takes another type");
    },
  );
});
