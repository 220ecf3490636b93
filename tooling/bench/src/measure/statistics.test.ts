import { describe, expect, it } from "vitest";
import { median, quantile, roundDifferences, roundRatios } from "./statistics.ts";

describe("median", () => {
  it("is the middle one of an odd number, whatever their order", () => {
    expect(median([30, 1, 2])).toBe(2);
    expect(median([7])).toBe(7);
  });

  it("lies between the two in the middle of an even number", () => {
    expect(median([1, 2, 10, 100])).toBe(6);
  });

  it("sorts numbers as numbers and leaves the samples as they were", () => {
    const samples = [100, 20, 3];
    expect(median(samples)).toBe(20);
    expect(samples).toEqual([100, 20, 3]);
  });
});

describe("quantile", () => {
  it("interpolates", () => {
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(quantile([4, 1, 3, 2, 5], 0)).toBe(1);
    expect(quantile([4, 1, 3, 2, 5], 1)).toBe(5);
  });

  it("refuses what would print as a number without being one", () => {
    expect(() => quantile([], 0.5)).toThrow("no samples");
    expect(() => quantile([1, Number.NaN], 0.5)).toThrow("not a finite number");
    expect(() => quantile([1], 1.5)).toThrow("between 0 and 1");
  });
});

describe("comparing rounds", () => {
  it("takes the ratio within each round, so a slow round counts once", () => {
    const base = [10, 10, 1000];
    const samples = [11, 12, 1100];
    expect(median(roundRatios(samples, base))).toBeCloseTo(1.1);
  });

  it("takes the difference within each round", () => {
    expect(roundDifferences([5, 9], [2, 10])).toEqual([3, -1]);
  });

  it("refuses samples of different rounds", () => {
    expect(() => roundRatios([1], [1, 2])).toThrow("same rounds");
    expect(() => roundDifferences([1], [1, 2])).toThrow("same rounds");
  });

  it("refuses the median of a division by zero", () => {
    expect(() => median(roundRatios([1], [0]))).toThrow("not a finite number");
  });
});
