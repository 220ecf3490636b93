/**
 * How long a step can take on a database of production's size, from what it took on two smaller copies. It is a bound,
 * not a guess: from few measurements nobody can say what a step will take, but one can say what it will hardly exceed.
 */
import type { StatementEffects } from "../../effects/statement-effects.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { freezeDeep } from "../../snapshot/freeze-deep.ts";
import type { StepMeasurement } from "./measure-step.ts";

/** What a bound follows from. */
export interface DurationFacts {
  /** On copies of different sizes; the more they differ, the closer the bound. */
  readonly measurements: readonly StepMeasurement[];
  /** The size of the same tables in production, with their indexes. */
  readonly productionBytes: number;
  /** Their rows, counted. Absent: nobody counted them. */
  readonly productionRows?: number;
  /** What the server keeps in its memory. Absent: nobody knows, so nothing counts as kept. */
  readonly memoryBytes?: number;
  /** What the step does, foretold or seen. When it neither reads nor writes rows, their number does not matter. */
  readonly effects?: readonly StatementEffects[];
  /** How long steps of this kind took in production, as a part of the bound that had been given for them. */
  readonly history?: readonly number[];
}

/** The longest that a step should take. */
export interface DurationBound {
  /** `"unknown"` when the measurements say nothing about another size. */
  readonly upperBoundMs: number | "unknown";
  /** `"measured"`: production is no larger than what was measured. `"constant"`: the step touches no rows. */
  readonly law: "measured" | "constant" | "linear" | "power" | "unknown";
  /** How the time grows with the size: 1 is in proportion. Absent unless the law is `"power"`. */
  readonly exponent?: number;
  /** What history made of it; 1 without history. */
  readonly correction: number;
  readonly evidence: readonly Evidence[];
}

/** What a server's memory holds is faster than what it does not: up to four times was measured for builds and rewrites. */
const SLOWER_BEYOND_MEMORY = 4.35;
/** How much larger production has to be before that may happen. */
const SIMILAR = 2;
/** Actual durations vary; this is kept between the worst of them and the bound. */
const HISTORY_MARGIN = 1.5;
/** From so many on, history may also lower a bound. */
const ENOUGH_HISTORY = 5;
/** Times below are what it takes to ask at all. */
const LEAST_NOISE_MS = 0.2;
/** Up to so many bytes a size is mostly that of half-filled pages, and counted rows say more. */
const FEW_BYTES = 1024 * 1024;
/** Rounds and noise make larger exponents out of nothing; what grows faster does so by more than a size can tell. */
const LARGEST_EXPONENT = 2;

/**
 * Gives an upper bound for a step.
 *
 * @param facts measurements, size and history
 * @returns the bound with everything that it follows from
 * @example
 * ```ts
 * import { boundDuration } from "@dataflow/migrations";
 *
 * const common = { step: "createIndex public.by_day", spreadMs: 1, runs: 3 };
 * const { upperBoundMs } = boundDuration({
 *   measurements: [
 *     { ...common, durationMs: 10, bytes: 8_000_000, pages: 1_000 },
 *     { ...common, durationMs: 110, bytes: 80_000_000, pages: 10_000 },
 *   ],
 *   productionBytes: 800_000_000,
 * });
 * console.log(upperBoundMs); // a little over 5,000
 * ```
 */
export function boundDuration(facts: DurationFacts): DurationBound {
  const { measurements, production, isCounted } = sized(facts);
  const [small, large] = [measurements[0], measurements.at(-1)];
  const correction = correctionOf(facts.history ?? []);
  const evidence = evidenceOf(facts);
  if (small === undefined || large === undefined)
    return freezeDeep({ upperBoundMs: "unknown", law: "unknown", correction, evidence });
  const longest = Math.max(...measurements.map(({ durationMs, spreadMs }) => durationMs + spreadMs));
  const isConstant = facts.effects?.every(touchesNoRows) === true && facts.effects.length > 0;
  if (isConstant || production <= large.bytes)
    return freezeDeep({
      upperBoundMs: longest * correction,
      law: isConstant ? "constant" : "measured",
      correction,
      evidence,
    });
  if (large.bytes === small.bytes) return freezeDeep({ upperBoundMs: "unknown", law: "unknown", correction, evidence });
  const law = growth(small, large, production);
  const isKept = facts.memoryBytes !== undefined && facts.productionBytes <= facts.memoryBytes;
  const memory = !isKept && !isCounted && production > large.bytes * SIMILAR ? SLOWER_BEYOND_MEMORY : 1;
  const upperBoundMs = Math.max(longest, law.upperBoundMs) * memory * correction;
  return freezeDeep({ ...law, upperBoundMs, correction, evidence });
}

/** Sizes in bytes; in counted rows where there are few. */
function sized({ measurements, productionBytes, productionRows }: DurationFacts) {
  const isCounted =
    productionRows !== undefined &&
    productionBytes <= FEW_BYTES &&
    measurements.every(({ rows }) => rows !== undefined);
  const sizes = measurements.map((one) => (isCounted ? { ...one, bytes: one.rows ?? 0 } : one));
  return {
    measurements: sizes.toSorted((left, right) => left.bytes - right.bytes),
    production: isCounted ? productionRows : productionBytes,
    isCounted,
  };
}

/** What is not known to leave rows alone may touch all of them. */
function touchesNoRows({ relations, unknown }: StatementEffects): boolean {
  return (
    unknown.length === 0 && relations.every(({ rewrites, scans, buildsIndex }) => !rewrites && !scans && !buildsIndex)
  );
}

type Growth = { readonly upperBoundMs: number } & Pick<DurationBound, "law" | "exponent">;

/**
 * A line through both measurements, as steep as their noise allows; or a power law where the time grows faster than the
 * size. A step that seems to take no longer on more rows may still do so beyond what the clock can tell.
 */
function growth(small: StepMeasurement, large: StepMeasurement, bytes: number): Growth {
  const noise = Math.max(LEAST_NOISE_MS, small.spreadMs, large.spreadMs);
  const slope = (Math.max(0, large.durationMs - small.durationMs) + 2 * noise) / (large.bytes - small.bytes);
  const linear = large.durationMs + noise + slope * (bytes - large.bytes);
  if (small.bytes === 0 || small.durationMs <= noise) return { upperBoundMs: linear, law: "linear" };
  const steepest = Math.log((large.durationMs + noise) / (small.durationMs - Math.min(noise, small.durationMs / 2)));
  const exponent = Math.min(LARGEST_EXPONENT, steepest / Math.log(large.bytes / small.bytes));
  const power = (large.durationMs + noise) * (bytes / large.bytes) ** exponent;
  return power > linear ? { upperBoundMs: power, law: "power", exponent } : { upperBoundMs: linear, law: "linear" };
}

/** One that took longer than its bound raises the next bounds at once; lowering them takes some that were well below. */
function correctionOf(history: readonly number[]): number {
  if (history.length === 0) return 1;
  const worst = Math.max(...history) * HISTORY_MARGIN;
  return history.length < ENOUGH_HISTORY ? Math.max(1, worst) : worst;
}

function evidenceOf({ measurements, productionBytes, productionRows, memoryBytes, history = [] }: DurationFacts) {
  return [
    ...measurements.map(({ step, bytes, rows, durationMs, runs }): Evidence => {
      const size = rows === undefined ? `${bytes} bytes` : `${bytes} bytes and ${rows} rows`;
      const fact = `duration of "${step}" on ${size}, the middle of ${runs} runs`;
      return { source: "measurement", fact, value: durationMs, unit: "ms" };
    }),
    { source: "catalog", fact: "size of the tables in production", value: productionBytes, unit: "bytes" } as const,
    ...(productionRows === undefined
      ? []
      : [{ source: "count", fact: "rows of the tables in production", value: productionRows, unit: "rows" } as const]),
    ...(memoryBytes === undefined
      ? []
      : [{ source: "catalog", fact: "what the server keeps in memory", value: memoryBytes, unit: "bytes" } as const]),
    ...(history.length === 0
      ? []
      : [
          {
            source: "history",
            fact: `longest duration of ${history.length} steps of this kind, as a part of their bounds`,
            value: Math.max(...history),
          } as const,
        ]),
  ];
}
