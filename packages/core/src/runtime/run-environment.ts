import type { MaybePromise } from "../node/maybe-promise.ts";
import type { RunContext } from "../node/node-context.ts";
import type { NodeSource } from "../node/node-source.ts";
import type { Workflow } from "../workflow/workflow.ts";
import type { NestedRunOptions } from "./nested-run.ts";
import type { RunClock } from "./run-clock.ts";
import type { RunListener } from "./run-event.ts";
import type { RunResult } from "./run-result.ts";

/** How a runtime was set up. */
export interface RuntimeSettings {
  readonly maxConcurrency: number;
  readonly maxDepth: number;
  readonly clock: RunClock;
  readonly random: () => number;
}

/** What a run and all runs nested in it have in common, as seen from one of them. */
export interface RunEnvironment {
  readonly settings: RuntimeSettings;
  readonly runId: string;
  readonly context: RunContext;
  /** Aborted from outside: by the user, or by the run around this one. */
  readonly signal: AbortSignal | undefined;
  readonly emit: RunListener | undefined;
  /** What stands before node ids in events: `"perCustomer[3]."`. */
  readonly prefix: string;
  /** 0 for the outermost run. */
  readonly depth: number;
  /** Sources whose scope is already open around this run. */
  readonly openSources: readonly NodeSource[];
  readonly inTransaction: boolean;
  /** Starts a run inside this one; given here because a run cannot know how runs are started. */
  readonly startNested: (nested: NestedStart) => MaybePromise<RunResult>;
}

/** A node of a run that starts another run. */
export interface NestedStart {
  readonly workflow: Workflow;
  readonly options: NestedRunOptions;
  readonly environment: RunEnvironment;
  readonly nodeId: string;
  readonly signal: AbortSignal;
}
