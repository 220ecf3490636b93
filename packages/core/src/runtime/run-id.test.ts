import { expect, it } from "vitest";
import { nextRunId } from "./run-id.ts";

it("never gives an id twice, and each is a UUID of version 4", () => {
  const ids = Array.from({ length: 20_000 }, nextRunId);
  expect(new Set(ids).size).toBe(ids.length);
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(ids.filter((id) => !form.test(id))).toEqual([]);
  const beginnings = new Set(ids.map((id) => id.slice(0, -3)));
  expect(beginnings.size).toBeGreaterThanOrEqual(5);
});
