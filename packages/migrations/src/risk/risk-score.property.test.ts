import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Dependency } from "../dependencies/dependency.ts";
import { LOCK_MODES } from "../effects/lock-mode.ts";
import type { RelationEffect } from "../effects/statement-effects.ts";
import { type Figure, figure } from "../facts/figure.ts";
import { RISK_LEVELS } from "../report/risk-level.ts";
import { assessInput } from "./assess-input.ts";
import { RISK_CATEGORIES } from "./risk-assessment.ts";
import type { RiskInput } from "./risk-input.ts";

// The laws: more rows, a stronger lock, more work, another dependent, a longer transaction, more use: no score falls. What
// is not known weighs as much as any figure, or raises the score by itself.

const seed = Number(process.env.DATAFLOW_TEST_SEED ?? Date.now() % 2 ** 31);
console.log(`risk seed: ${seed} (replay with DATAFLOW_TEST_SEED=${seed})`);
const check = <Values extends [unknown, ...unknown[]]>(property: fc.IProperty<Values>) =>
  fc.assert(property, { seed, numRuns: 300 });

const number = fc.oneof(fc.nat(200), fc.nat(1_000_000), fc.nat(2_000_000_000));
const known = (value: number | undefined, fact = "rows"): Figure => figure(value, true, { source: "count", fact });

const effect: fc.Arbitrary<RelationEffect> = fc.record({
  relation: fc.constant({ schema: "public", name: "t", kind: "table" as const }),
  lock: fc.constantFrom(...LOCK_MODES),
  rewrites: fc.boolean(),
  scans: fc.boolean(),
  buildsIndex: fc.boolean(),
});

const dependency: fc.Arbitrary<Dependency> = fc.record({
  dependencyType: fc.constantFrom("view", "function", "index"),
  object: fc.constantFrom("view a", "view b", "view c"),
  objectName: fc.constantFrom("a", "b", "c"),
  needs: fc.constant("table t" as const),
  distance: fc.integer({ min: 1, max: 3 }),
  impactLevel: fc.constantFrom(...RISK_LEVELS),
  known: fc.constantFrom("recorded", "possible"),
});

interface Figures {
  readonly rows: number;
  readonly reads: number;
  readonly longest: number;
  readonly lost: number;
  readonly altered: number;
  readonly misfits: number;
}

const figures: fc.Arbitrary<Figures> = fc.record({
  rows: number,
  reads: number,
  longest: number,
  lost: number,
  altered: number,
  misfits: number,
});

const shape = fc.record({
  level: fc.constantFrom(...RISK_LEVELS),
  effects: fc.array(effect, { maxLength: 3 }),
  dependencies: fc.array(dependency, { maxLength: 3 }),
  reversal: fc.constantFrom("inverse", "backup", "never", "unknown"),
  isBackedUp: fc.boolean(),
  losesName: fc.boolean(),
});

type Shape = typeof shape extends fc.Arbitrary<infer Value> ? Value : never;

function inputOf({ level, effects, dependencies, ...rest }: Shape, numbers: Partial<Figures>): RiskInput {
  return {
    step: "s",
    objectName: "t",
    prior: { level, category: "AVAILABILITY" },
    effects: [{ statement: "", relations: effects, nonTransactional: false, waitsForTransactions: false, unknown: [] }],
    tables: [
      {
        table: { name: "t", schema: "public" },
        rows: known(numbers.rows),
        pages: known(1),
        tableBytes: known(1),
        indexBytes: known(1),
        toastBytes: known(0),
        activity: {
          rowsWritten: known(numbers.reads),
          reads: known(numbers.reads),
          waitingSessions: known(0),
          longestTransactionMs: known(numbers.longest),
        },
      },
    ],
    lost: [known(numbers.lost)],
    altered: [known(numbers.altered)],
    misfits: [known(numbers.misfits)],
    dependencies: [{ subject: "table t", dependencies, unknown: [] }],
    classified: [],
    unknown: [],
    ...rest,
  };
}

function assertNotLower(less: RiskInput, more: RiskInput): void {
  const [low, high] = [assessInput(less), assessInput(more)];
  expect(high.overallScore).toBeGreaterThanOrEqual(low.overallScore);
  for (const category of RISK_CATEGORIES)
    expect(high.categoryRisks[category].score, category).toBeGreaterThanOrEqual(low.categoryRisks[category].score);
}

describe("scores", () => {
  it.each(["rows", "reads", "longest", "lost", "altered", "misfits"] as const)("never fall with more: %s", (name) => {
    check(
      fc.property(shape, figures, number, (form, numbers, more) => {
        const larger = { ...numbers, [name]: numbers[name] + more };
        assertNotLower(inputOf(form, numbers), inputOf(form, larger));
      }),
    );
  });

  it.each(["rows", "reads", "lost", "altered"] as const)("take what is not known for the most: %s", (name) => {
    check(
      fc.property(shape, figures, (form, numbers) => {
        const { [name]: _, ...unknown } = numbers;
        assertNotLower(inputOf(form, numbers), inputOf(form, unknown));
      }),
    );
  });

  it("never fall with a stronger lock or more work", () => {
    check(
      fc.property(shape, figures, effect, fc.nat(7), (form, numbers, one, steps) => {
        const lock =
          LOCK_MODES[Math.min(7, LOCK_MODES.indexOf(one.lock ?? "ACCESS SHARE") + steps)] ?? "ACCESS EXCLUSIVE";
        const less = inputOf({ ...form, effects: [one] }, numbers);
        assertNotLower(less, inputOf({ ...form, effects: [{ ...one, lock }] }, numbers));
        for (const work of ["rewrites", "scans", "buildsIndex"] as const)
          assertNotLower(less, inputOf({ ...form, effects: [{ ...one, [work]: true }] }, numbers));
      }),
    );
  });

  it("never fall with another dependent, and rise with something unknown", () => {
    check(
      fc.property(shape, figures, dependency, (form, numbers, one) => {
        const less = inputOf(form, numbers);
        assertNotLower(less, inputOf({ ...form, dependencies: [...form.dependencies, one] }, numbers));
        const [before, after] = [assessInput(less), assessInput({ ...less, unknown: ["Nobody knows."] })];
        const [low, high] = [before.categoryRisks.AVAILABILITY.score, after.categoryRisks.AVAILABILITY.score];
        expect(high > low || low >= 80).toBe(true);
        expect(after.unknown).toContain("Nobody knows.");
      }),
    );
  });

  it("fall below what such changes are worth in general only when a fact proves it", () => {
    check(
      fc.property(shape, figures, (form, numbers) => {
        const { overallRiskLevel } = assessInput(inputOf(form, numbers));
        expect(RISK_LEVELS.indexOf(overallRiskLevel)).toBeGreaterThanOrEqual(RISK_LEVELS.indexOf(form.level));
      }),
    );
  });
});
