import { expect, it } from "vitest";
import { HashSum } from "./hash-sum.ts";

const sumOf = (...texts: readonly string[]): string => {
  const sum = new HashSum();
  for (const text of texts) sum.add(text);
  return sum.text;
};

it("does not depend on the order, but on how many texts are equal", () => {
  expect(sumOf("a", "b", "a")).toBe(sumOf("b", "a", "a"));
  expect(new Set([sumOf(), sumOf("a"), sumOf("a", "a"), sumOf("a", "b"), sumOf("ab"), sumOf("")]).size).toBe(6);
});

it("tells a million short texts apart", () => {
  const seen = new Set<string>();
  for (let number = 0; number < 1_000_000; number++) seen.add(sumOf(String(number)));
  expect(seen.size).toBe(1_000_000);
});
