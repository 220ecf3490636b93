// Starts many small processes that apply plans.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import type { ApplyMigrationOptions } from "./apply-options.ts";
import type { MigrationOutcome } from "./migration-outcome.ts";

/** What a process is to do. */
export interface ApplyJob {
  readonly url: string;
  /** What is applied; absent when something is taken back. */
  readonly plan?: MigrationPlan;
  /** The migration that is taken back. */
  readonly rollback?: string;
  /** The place at which it stops, counted from 1. */
  readonly stopAt?: number;
  /** Whether it kills itself there, or says so and waits. */
  readonly stop?: "kill" | "wait";
  readonly options?: Pick<ApplyMigrationOptions, "backfill" | "waitMs">;
}

/** What a process says. */
export interface ApplyAnswer {
  readonly outcome?: MigrationOutcome;
  readonly error?: string;
  readonly stoppedAt?: string;
  readonly places?: number;
}

/** A process that is started and waits for its job. */
export class ApplyProcess {
  readonly child: ChildProcess;
  /** Resolves once it waits for its job. */
  readonly ready: Promise<unknown>;
  /** Kept from the start: a process that is fast has said everything and is gone before anybody asks. */
  readonly #answers: (ApplyAnswer | undefined)[] = [];
  #hasEnded = false;
  #listener: ((answer: ApplyAnswer | undefined) => void) | undefined;

  constructor(bundle: string) {
    this.child = fork(bundle, [], { stdio: "inherit" });
    this.ready = once(this.child, "message").then(() => {
      this.child.on("message", (message: ApplyAnswer) => this.#tell(message));
    });
    // After the last message, which the end of the process may overtake.
    this.child.once("close", () => {
      this.#hasEnded = true;
      this.#tell(undefined);
    });
  }

  /** Gives it its job. */
  async start(job: ApplyJob): Promise<void> {
    await this.ready;
    this.child.send(job);
  }

  /** What it says next; undefined when it has ended without another word. */
  async answer(): Promise<ApplyAnswer | undefined> {
    if (this.#answers.length > 0 || this.#hasEnded) return this.#answers.shift();
    return new Promise((settle) => {
      this.#listener = settle;
    });
  }

  #tell(answer: ApplyAnswer | undefined): void {
    const listener = this.#listener;
    this.#listener = undefined;
    if (listener === undefined) this.#answers.push(answer);
    else listener(answer);
  }
}
