import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { middle } from "./middle.ts";

const ROUNDS = 5;

/**
 * How much memory each call of some work leaves behind: after a round to get warm, rounds of calls with a complete
 * collection of garbage after each, and the middle one of what they have added, so that neither a cache that is filled once
 * nor a single disturbance counts.
 *
 * @param round runs all calls of one round
 * @param calls how many those are
 * @returns bytes of the heap and of buffers for each call; below zero when memory was given back
 */
export async function heapGrowth(round: () => Promise<void>, calls: number): Promise<number> {
  const growths: number[] = [];
  await round();
  let before = await usedMemory();
  for (let count = 0; count < ROUNDS; count++) {
    await round();
    const after = await usedMemory();
    growths.push((after - before) / calls);
    before = after;
  }
  return middle(growths);
}

/** What is in use on the heap and in buffers when all garbage is collected, in bytes. */
export async function usedMemory(): Promise<number> {
  // What is about to be finished must not count.
  await new Promise((resolve) => setImmediate(resolve));
  garbageCollector()();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The engine's own collector. Nobody has to start Node with `--expose-gc` for it. */
function garbageCollector(): () => void {
  if (globalThis.gc !== undefined) return globalThis.gc;
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc");
}
