import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PermitQueue } from "./permit-queue.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

function queue(permits: number, measure: "wait" | "stall"): PermitQueue {
  return new PermitQueue({ permits, timeoutMs: 100, measure, timeoutError: () => new Error("overdue") });
}

describe("a queue of permits", () => {
  it("grants in the order of asking", async () => {
    const permits = queue(2, "wait");
    const order: number[] = [];
    const all = [1, 2, 3, 4].map((number) => permits.acquire().then(() => order.push(number)));
    await Promise.all(all.slice(0, 2));
    expect([permits.inUse, permits.waiting, permits.isFree]).toEqual([2, 2, false]);
    permits.release();
    permits.release();
    await Promise.all(all);
    expect(order).toEqual([1, 2, 3, 4]);
    permits.release();
    permits.release();
    await permits.whenIdle();
    expect([permits.inUse, permits.waiting, permits.isFree]).toEqual([0, 0, true]);
  });

  it("refuses those who waited too long, and only those", async () => {
    const permits = queue(1, "wait");
    await permits.acquire();
    const first = permits.acquire();
    vi.advanceTimersByTime(60);
    const second = permits.acquire();
    const refused = expect(first).rejects.toThrow("overdue");
    vi.advanceTimersByTime(50);
    await refused;
    permits.release();
    await second;
  });

  it("measures standstill where that is wanted", async () => {
    const permits = queue(1, "stall");
    await permits.acquire();
    const waiting = Array.from({ length: 5 }, () => permits.acquire());
    for (const turn of waiting.slice(0, 4)) {
      vi.advanceTimersByTime(80);
      permits.release();
      await turn;
    }
    const refused = expect(waiting[4]).rejects.toThrow("overdue");
    vi.advanceTimersByTime(120);
    await refused;
  });
});
