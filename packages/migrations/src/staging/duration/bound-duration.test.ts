import { describe, expect, it } from "vitest";
import { boundDuration } from "./bound-duration.ts";
import type { StepMeasurement } from "./measure-step.ts";

const MEGABYTE = 1024 ** 2;

function measured(megabytes: number, durationMs: number, spreadMs = 0.5): StepMeasurement {
  const bytes = megabytes * MEGABYTE;
  return { step: "rewrite", durationMs, spreadMs, runs: 3, bytes, pages: bytes / 8192 };
}

function upperBound(facts: Parameters<typeof boundDuration>[0]): number {
  const { upperBoundMs } = boundDuration(facts);
  if (upperBoundMs === "unknown") throw new Error("the bound is unknown");
  return upperBoundMs;
}

describe("boundDuration", () => {
  it("takes what was measured when production is no larger", () => {
    const bound = boundDuration({ measurements: [measured(1, 10), measured(10, 100)], productionBytes: 5 * MEGABYTE });
    expect(bound).toMatchObject({ law: "measured", upperBoundMs: 100.5, correction: 1 });
  });

  it("follows a line, and allows for a memory that is too small", () => {
    const measurements = [measured(1, 12), measured(10, 102)];
    const [near, far] = [15, 100].map((size) => upperBound({ measurements, productionBytes: size * MEGABYTE }));
    expect(near).toBeGreaterThan(152);
    expect(near).toBeLessThan(170);
    expect(far).toBeGreaterThan(4 * 1_002);
    expect(far).toBeLessThan(6 * 1_002);
  });

  it("follows a power where the time grows faster than the size", () => {
    const measurements = [measured(1, 10, 0.1), measured(10, 250, 0.1)];
    const bound = boundDuration({ measurements, productionBytes: 100 * MEGABYTE });
    expect(bound.law).toBe("power");
    expect(bound.exponent).toBeCloseTo(1.4, 1);
    expect(bound.upperBoundMs).toBeGreaterThan(6_250);
  });

  it("never promises less than the noise of the clock leaves open", () => {
    const measurements = [measured(1, 3), measured(10, 3)];
    expect(upperBound({ measurements, productionBytes: 10_000 * MEGABYTE })).toBeGreaterThan(1_000);
  });

  it("does not grow when no row is touched, as far as that is known", () => {
    const facts = { measurements: [measured(1, 3), measured(10, 4)], productionBytes: 10_000 * MEGABYTE };
    const relation = {
      relation: { name: "t", kind: "table" },
      rewrites: false,
      scans: false,
      buildsIndex: false,
    } as const;
    const effect = {
      statement: "s",
      relations: [relation],
      nonTransactional: false,
      waitsForTransactions: false,
      unknown: [],
    };
    expect(boundDuration({ ...facts, effects: [effect] })).toMatchObject({ law: "constant", upperBoundMs: 4.5 });
    const others = [
      { ...effect, unknown: ["a DO block"] },
      { ...effect, relations: [{ ...relation, scans: true }] },
    ];
    for (const other of others) expect(upperBound({ ...facts, effects: [effect, other] })).toBeGreaterThan(1_000);
    expect(upperBound({ ...facts, effects: [] })).toBeGreaterThan(1_000);
  });

  it("allows for slow disks only where memory may be too small", () => {
    const facts = { measurements: [measured(1, 12), measured(10, 102)], productionBytes: 100 * MEGABYTE };
    expect(upperBound({ ...facts, memoryBytes: 128 * MEGABYTE })).toBeCloseTo(upperBound(facts) / 4.35);
    expect(upperBound({ ...facts, memoryBytes: 64 * MEGABYTE })).toBe(upperBound(facts));
  });

  it("goes by the counted rows where there are few", () => {
    const bytes = 8192;
    const one = (rows: number, durationMs: number) => ({ ...measured(0, durationMs), bytes, rows });
    const measurements = [one(4, 1), one(10, 1.5)];
    const facts = { measurements, productionBytes: 2 * bytes };
    expect(boundDuration(facts)).toMatchObject({ upperBoundMs: "unknown" });
    expect(boundDuration({ ...facts, productionRows: 10 })).toMatchObject({ law: "measured", upperBoundMs: 2 });
    const larger = boundDuration({ ...facts, productionRows: 100 });
    expect(larger.upperBoundMs).toBeGreaterThan(2);
    expect(larger.evidence.filter(({ source }) => source === "count").map(({ value }) => value)).toEqual([100]);
    const bloated = { ...facts, productionBytes: 50 * MEGABYTE, productionRows: 10 };
    expect(boundDuration(bloated)).toMatchObject({ upperBoundMs: "unknown" });
  });

  it("says that it does not know", () => {
    expect(boundDuration({ measurements: [], productionBytes: 1 })).toMatchObject({ upperBoundMs: "unknown" });
    const same = { measurements: [measured(1, 3), measured(1, 4)], productionBytes: 2 * MEGABYTE };
    expect(boundDuration(same)).toMatchObject({ upperBoundMs: "unknown", law: "unknown" });
  });

  it("learns from what steps took", () => {
    const facts = { measurements: [measured(1, 10), measured(10, 100)], productionBytes: 20 * MEGABYTE };
    const plain = upperBound(facts);
    expect(upperBound({ ...facts, history: [2] })).toBeCloseTo(plain * 3);
    expect(upperBound({ ...facts, history: [0.1] })).toBe(plain);
    expect(upperBound({ ...facts, history: [0.1, 0.2, 0.1, 0.1, 0.1] })).toBeCloseTo(plain * 0.3);
  });

  it("grows with the size, the noise and the history, whatever the measurements", () => {
    for (let index = 1; index <= 200; index += 1) {
      const [first, second] = [index % 13, (index * 7) % 31];
      const measurements = [measured(1 + (index % 3), 1 + first), measured(8 + (index % 5), 1 + second)];
      const bounds = [10, 20, 40, 80, 160].map((size) =>
        upperBound({ measurements, productionBytes: size * MEGABYTE }),
      );
      const sorted = bounds.toSorted((left, right) => left - right);
      expect(bounds).toEqual(sorted);
    }
  });
});
