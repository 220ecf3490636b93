import { expect, it } from "vitest";
import { nextRunId } from "./run-id.ts";

it("never gives an id twice, and each is a UUID of version 4", () => {
  const ids = new Set<string>();
  for (let index = 0; index < 1_000_000; index++) ids.add(nextRunId());
  expect(ids.size).toBe(1_000_000);
  const forms = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  let wrong = 0;
  for (const id of ids) if (!forms.test(id)) wrong += 1;
  expect(wrong).toBe(0);
  const beginnings = new Set(Array.from(ids, (id) => id.slice(0, -6)));
  expect(beginnings.size).toBeGreaterThanOrEqual(2);
});
