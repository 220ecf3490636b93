import { expect, it } from "vitest";
import { inKeyOrder } from "./key-order.ts";

it("orders rows by whole numbers of any size", () => {
  expect(
    inKeyOrder([
      [10, "c"],
      [9, "b"],
      [-1, "a"],
    ]),
  ).toEqual([
    [-1, "a"],
    [9, "b"],
    [10, "c"],
  ]);
  expect(inKeyOrder([[2n ** 60n + 1n], [2n ** 60n]])).toEqual([[2n ** 60n], [2n ** 60n + 1n]]);
});

it("leaves rows as they are where they are in order, or have other keys", () => {
  for (const rows of [[[1], [2], [3]], [["b"], ["a"]], [[2], [1.5]], [[2], [null]], []])
    expect(inKeyOrder<readonly unknown[]>(rows)).toBe(rows);
});
