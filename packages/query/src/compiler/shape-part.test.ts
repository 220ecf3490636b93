import { expect, it } from "vitest";
import { ShapePart } from "./shape-part.ts";

it("is put after whatever comes, however many beginnings there are", () => {
  const part = new ShapePart("3,");
  const beginnings = Array.from({ length: 100 }, (_, index) => `update ${index} `);
  for (const _time of [1, 2]) {
    expect(beginnings.map((before) => part.after(before))).toEqual(beginnings.map((before) => `${before}3,`));
  }
});
