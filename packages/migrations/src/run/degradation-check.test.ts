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
  { title: "on a small table nobody knows", before: 1, after: 1.5, expected: ["unknown", "unknown"] },
  { title: "just below what can be told", before: 19, after: 12, expected: ["unknown", "unknown"] },
  { title: "a little slower", before: 100, after: 110, expected: [true, 10] },
  { title: "much slower", before: 100, after: 150, expected: [false, 50] },
  { title: "slow only afterwards", before: 1, after: 40, expected: [false, 3900] },
  { title: "faster", before: 100, after: 50, expected: [true, 0] },
])("$title", ({ before, after, expected }) => {
  const { holds, bound, evidence } = degradationCheck(20, metrics(before, after));
  expect([holds, typeof bound === "number" ? Math.round(bound) : bound]).toEqual(expected);
  expect(evidence.map(({ value }) => value)).toEqual(expect.arrayContaining([before, after]));
});

test("a statement that fails is no matter of time", () => {
  expect(degradationCheck(20, metrics(1, 1, 1))).toMatchObject({ holds: false });
  expect(degradationCheck(20, undefined)).toMatchObject({ holds: "unknown" });
});
