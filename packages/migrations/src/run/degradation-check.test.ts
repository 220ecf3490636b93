import { expect, test } from "vitest";
import { objectId } from "../catalog/object-id.ts";
import type { PerformanceMetrics } from "../staging/staging-test.ts";
import { degradationCheck } from "./degradation-check.ts";

const metrics = (beforeMs: number, afterMs: number, failing = 0): PerformanceMetrics => ({
  workload: [{ table: objectId("table", ["t"]), kind: "readByKey", statement: "SELECT 1", beforeMs, afterMs }],
  failing,
  bytesBefore: 0,
  bytesAfter: 0,
});

test.each([
  ["on a small table nobody knows", 1, 1.5, "unknown", "unknown"],
  ["just below what can be told", 19, 12, "unknown", "unknown"],
  ["a little slower", 100, 110, true, 10],
  ["much slower", 100, 150, false, 50],
  ["slow only afterwards", 1, 40, false, 3900],
  ["faster", 100, 50, true, 0],
])("%s", (_, before, after, holds, bound) => {
  const check = degradationCheck(20, metrics(before, after));
  expect(check.holds).toBe(holds);
  if (typeof bound === "number") expect(check.bound).toBeCloseTo(bound);
  else expect(check.bound).toBe(bound);
  expect(check.evidence.map(({ value }) => value)).toEqual(expect.arrayContaining([before, after]));
});

test("a statement that fails is no matter of time", () => {
  expect(degradationCheck(20, metrics(1, 1, 1))).toMatchObject({ holds: false });
  expect(degradationCheck(20, undefined)).toMatchObject({ holds: "unknown" });
});
