import { type PhaseReport, RUN_PHASES, type RunPhase } from "./run-report.ts";

/** What has been done so far. */
export class PhaseLog {
  readonly #phases = new Map<RunPhase, PhaseReport>();
  readonly #told: (phase: PhaseReport) => void;

  constructor(told: (phase: PhaseReport) => void = () => undefined) {
    this.#told = told;
  }

  /** In the order in which they come in a run. */
  get phases(): readonly PhaseReport[] {
    return RUN_PHASES.flatMap((phase) => this.#phases.get(phase) ?? []);
  }

  /** Does what a phase consists of, and notes how that ended. */
  async phase<Result>(
    phase: RunPhase,
    body: () => Promise<Result>,
    describe: (result: Result) => string,
  ): Promise<Result> {
    const startedAt = performance.now();
    try {
      const result = await body();
      this.note(phase, "done", describe(result), performance.now() - startedAt);
      return result;
    } catch (error) {
      this.note(phase, "failed", error instanceof Error ? error.message : "it failed", performance.now() - startedAt);
      throw error;
    }
  }

  /** Notes a phase that is over. */
  note(phase: RunPhase, state: PhaseReport["state"], detail: string, durationMs = 0): void {
    const report = Object.freeze({ phase, state, durationMs, detail });
    this.#phases.set(phase, report);
    this.#told(report);
  }

  /** Notes the phases that were left out. */
  skipRest(): void {
    for (const phase of RUN_PHASES)
      if (!this.#phases.has(phase))
        this.#phases.set(phase, Object.freeze({ phase, state: "skipped", durationMs: 0, detail: "not at this level" }));
  }
}
