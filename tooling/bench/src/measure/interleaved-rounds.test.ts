import { expect, it } from "vitest";
import { interleavedRounds } from "./interleaved-rounds.ts";

it("runs every variant in every round, prepared, and keeps no sample of the warm-up", async () => {
  const calls: string[] = [];
  const variant = (label: string) => ({
    label,
    prepare: (size: number) => calls.push(`${label} prepares ${size}`),
    run: (index: number) => calls.push(`${label} ${index}`),
  });
  const samples = await interleavedRounds({
    variants: [variant("first"), variant("second")],
    rounds: 3,
    batchSize: 2,
    warmUpRounds: 1,
  });
  expect(samples.map(({ label, times, processorTimes }) => [label, times.length, processorTimes.length])).toEqual([
    ["first", 3, 3],
    ["second", 3, 3],
  ]);
  expect(calls.filter((call) => call === "first prepares 2")).toHaveLength(4);
  expect(calls.filter((call) => call === "second 1")).toHaveLength(4);
});

it("does the same in the same order each time", async () => {
  const order = async () => {
    const calls: string[] = [];
    const variants = ["a", "b", "c"].map((label) => ({ label, run: () => calls.push(label) }));
    await interleavedRounds({ variants, rounds: 8, batchSize: 1, warmUpRounds: 0 });
    return calls.join("");
  };
  const first = await order();
  expect(await order()).toBe(first);
  expect(new Set(first.match(/.../g)).size).toBeGreaterThan(1);
});

it("waits for a query that runs only when it is awaited", async () => {
  let isDone = false;
  const query = {
    // biome-ignore lint/suspicious/noThenProperty: as query builders are
    then: (resolve: () => void) => {
      isDone = true;
      resolve();
    },
  };
  await interleavedRounds({ variants: [{ label: "q", run: () => query }], rounds: 1, batchSize: 1, warmUpRounds: 0 });
  expect(isDone).toBe(true);
});

it("waits for what answers later", async () => {
  let isDone = false;
  const run = async () => {
    await Promise.resolve();
    isDone = true;
  };
  await interleavedRounds({ variants: [{ label: "later", run }], rounds: 1, batchSize: 1, warmUpRounds: 0 });
  expect(isDone).toBe(true);
});
