import type { MaybePromise } from "@dataflow/core";
import type { Operation, OperationResult } from "../operation/operation.ts";

/** The rest of the pipeline. */
export type NextStage = (operation: Operation) => MaybePromise<OperationResult>;

/**
 * One policy that every operation of a model passes, whichever way it came in. It may change the operation, answer by
 * itself, look at the result, or refuse.
 */
export type Stage = (operation: Operation, next: NextStage) => MaybePromise<OperationResult>;

/**
 * Joins stages into one function, outermost first. Done once per model, so that an operation costs one call per stage.
 *
 * @param stages the stages that apply to the model, in order
 * @param execute what stands at the end
 * @returns the whole pipeline
 */
export function composeStages(stages: readonly Stage[], execute: NextStage): NextStage {
  return stages.reduceRight<NextStage>((next, stage) => (operation) => stage(operation, next), execute);
}
