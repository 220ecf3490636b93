import type { RunResult, Workflow } from "@dataflow/core";

/**
 * One step of a saga: a workflow, and the workflow that takes it back. Their inputs come from the saga's input and from the
 * results of earlier steps: `{ "create.total": "input.total", "create.orderId": "reserve.order.id" }`.
 */
export interface SagaStep {
  /** Unique in its saga; `input` and `saga` are taken. */
  readonly name: string;
  readonly action: Workflow;
  /** `"nodeId.parameter"` of the action → where the value is: `"input.total"`, `"<step>.<node>.<path>"`, `"saga.stepKey"`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Takes the action back, when a later step fails; absent when there is nothing to take back. */
  readonly compensation?: Workflow;
  /** As `inputs`, for the compensation; the results of the step itself are there, too. */
  readonly compensationInputs?: Readonly<Record<string, string>>;
}

/** What a `SagaNode` takes. */
export interface SagaInput {
  /** The name of this kind of saga: `"order"`. */
  readonly saga: string;
  /** Which one it is: the number of the order. A saga of the same name and key is never begun twice. */
  readonly key: string;
  readonly steps: readonly SagaStep[];
  /** Values for the steps; written down, so that a saga goes on with those that it began with. */
  readonly input?: Readonly<Record<string, unknown>>;
}

/** What a `SagaNode` gives. */
export interface SagaOutput {
  /** The results of each step's action, by step and node. */
  readonly results: Readonly<Record<string, RunResult["results"]>>;
  /** Whether it went on with what an earlier run had begun, or had even completed. */
  readonly resumed: boolean;
}

/** Where a saga stands. `"running"` and `"compensating"` are what a crash leaves behind. */
export type SagaStatus = "running" | "completed" | "compensating" | "compensated";

/** Which sagas are to be forgotten. */
export interface RemoveSagasOptions {
  /** How long ago they have ended, at least, by the database's clock. */
  readonly olderThanMs: number;
  /** Only those of this name. */
  readonly saga?: string;
}

/** A saga that was begun and has not ended. */
export interface UnfinishedSaga {
  readonly saga: string;
  readonly key: string;
  readonly status: "running" | "compensating";
  /** The step that is next, or is next to be taken back. */
  readonly step: string;
}
