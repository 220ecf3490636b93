import type { ModelMap } from "@dataflow/model";
import type { TestContext } from "../context/test-context.ts";
import { invalidFixtureOption, refuseUnknownOptions } from "../context/test-database-options.ts";
import { fixtureErrors } from "../errors/fixture-errors.ts";
import { forgetStatements } from "./forget-statements.ts";
import { heapGrowth } from "./heap-growth.ts";
import { type RepeatedCall, timeRatio } from "./time-ratio.ts";

/** How work is repeated. */
export interface RepeatOptions {
  /** What one call is compared with in time. Default: `SELECT 1` on the same database. */
  readonly baseline?: RepeatedCall;
  /** How many calls make a round of measuring memory. Default 50. */
  readonly calls?: number;
}

/** The most that one call of work may take, over many. */
export interface RepeatBudget extends RepeatOptions {
  /** Bytes that a call may leave behind, after garbage was collected. */
  readonly heapGrowth?: number;
  /** How many times as long as the baseline a call may take. */
  readonly timesBaseline?: number;
}

/** What one call of work takes, over many. */
export interface Repeated {
  readonly heapGrowth: number;
  readonly timesBaseline: number;
}

type Figure = keyof Repeated;

const FIGURES = ["heapGrowth", "timesBaseline"] as const satisfies readonly Figure[];
const OPTIONS = ["baseline", "calls"] as const satisfies readonly (keyof RepeatOptions)[];

/** What is above the budget is measured again: a disturbance does not come three times, and what is slow stays slow. */
const ATTEMPTS = 3;

/** Measures work that is called many times. */
export interface RepeatedWork {
  repeat(work: RepeatedCall, options?: RepeatOptions): Promise<Repeated>;
  withinRepeated(budget: RepeatBudget, work: RepeatedCall): Promise<void>;
}

/**
 * Makes the checks of a test that call work many times.
 *
 * @param context the test's context
 * @returns the checks
 */
export function repeatedWork<Models extends ModelMap>(context: TestContext<Models>): RepeatedWork {
  const measure = async (figure: Figure, work: RepeatedCall, options: RepeatOptions): Promise<number> => {
    const { calls = 50, baseline = () => context.db.connection.ping() } = options;
    const forgetting = forgetStatements(context.statements);
    if (figure === "timesBaseline") return forgetting(() => timeRatio(work, baseline));
    let call = 0;
    const round = (): Promise<void> =>
      forgetting(async () => {
        for (let at = 0; at < calls; at++) await work(call++);
      });
    return heapGrowth(round, calls);
  };
  const repeat = async (work: RepeatedCall, options: RepeatOptions = {}): Promise<Repeated> => {
    checkOptions(options, OPTIONS);
    const growth = await measure("heapGrowth", work, options);
    return { heapGrowth: growth, timesBaseline: await measure("timesBaseline", work, options) };
  };
  const withinRepeated = async (budget: RepeatBudget, work: RepeatedCall): Promise<void> => {
    checkOptions(budget, [...OPTIONS, ...FIGURES]);
    for (const figure of FIGURES) {
      const most = budget[figure];
      if (most === undefined) continue;
      let least = Number.POSITIVE_INFINITY;
      for (let attempt = 0; attempt < ATTEMPTS && least > most; attempt++) {
        least = Math.min(least, await measure(figure, work, budget));
      }
      if (least > most) throw overBudget(figure, least, most);
    }
  };
  return { repeat, withinRepeated };
}

function checkOptions(options: RepeatBudget, valid: readonly string[]): void {
  refuseUnknownOptions(options, valid, "repeated work");
  const { calls, baseline } = options;
  if (calls !== undefined && !(Number.isInteger(calls) && calls > 0))
    throw invalidFixtureOption("calls", "a whole number");
  if (baseline !== undefined && typeof baseline !== "function") throw invalidFixtureOption("baseline", "a function");
  for (const figure of FIGURES) {
    const most = options[figure];
    if (most !== undefined && !(Number.isFinite(most) && most >= 0)) throw invalidFixtureOption(figure, "a number");
  }
}

function overBudget(figure: Figure, found: number, most: number) {
  const isMemory = figure === "heapGrowth";
  const message = isMemory
    ? `Each call leaves ${Math.ceil(found)} bytes behind, and at most ${most} are allowed`
    : `A call takes ${found.toFixed(1)} times as long as the baseline, and at most ${most} times are allowed`;
  return fixtureErrors.create("OVER_BUDGET", {
    message,
    why: `the best of ${ATTEMPTS} measurements was above the budget`,
    fix: isMemory ? "find what keeps the memory, or allow more" : "make the work faster, or allow more",
    meta: { [figure]: found },
  });
}
