import type { MigrationProgress } from "../apply/apply-progress.ts";
import type { RemovalStage, RemovalStageName } from "./removal-plan.ts";

/** Follows the stages of a removal, and ends it when one takes longer than it may. */
export class StageWatch {
  readonly #stages: readonly RemovalStage[];
  readonly #limitMs: number;
  readonly #done = new Set<string>();
  readonly #over = new AbortController();
  #current: RemovalStageName | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(stages: readonly RemovalStage[], limitMs: number) {
    this.#stages = stages;
    this.#limitMs = limitMs;
  }

  /** Aborted when a stage took too long. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Whether a stage took too long. */
  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  /** Is told what happens. */
  see(event: MigrationProgress): void {
    if (event.kind === "stepDone") this.#done.add(event.step);
    if (event.kind !== "stepStarted") return;
    const stage = this.#stages.find(({ steps }) => steps.includes(event.step))?.stage;
    if (stage === undefined || stage === this.#current) return;
    this.#current = stage;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#over.abort(), this.#limitMs);
    this.#timer.unref();
  }

  /** The stages whose steps are all done. */
  completed(): readonly RemovalStageName[] {
    return this.#stages.filter(({ steps }) => steps.every((id) => this.#done.has(id))).map(({ stage }) => stage);
  }

  /** Gives up watching. */
  end(): void {
    clearTimeout(this.#timer);
  }
}
