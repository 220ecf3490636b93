import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createProgress, type Progress } from "./progress.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

function shown(isTTY: boolean, work: (progress: Progress) => void): string {
  const written: string[] = [];
  work(createProgress({ isTTY, write: (text) => written.push(text) }, 1000));
  return written.join("");
}

test("on a terminal a bar draws itself over", () => {
  const written = shown(true, (progress) => {
    vi.advanceTimersByTime(500);
    progress.add(500);
    progress.add(100);
    progress.end();
  });
  const half = "█".repeat(15) + "░".repeat(15);
  expect(written).toContain(`\r[${half}]  50 % 500 of 1,000 flights, 1,000 rows/s`);
  // The second step came too soon after the first to be drawn by itself.
  expect(written.split("\r")).toHaveLength(3);
  expect(written).toMatch(/60 % 600 of 1,000 flights, 1,200 rows\/s\S*\n$/);
});

test("elsewhere a line is written now and then, and one at the end", () => {
  const written = shown(false, (progress) => {
    vi.advanceTimersByTime(4000);
    progress.add(400);
    vi.advanceTimersByTime(4000);
    progress.add(400);
    progress.end();
  });
  expect(written).toBe("  800 of 1,000 flights, 100 rows/s\n".repeat(2));
});
