import type { MaybePromise } from "@dataflow/core";
import type { Operation, OperationResult } from "../operation/operation.ts";

/** The rest of the pipeline. */
export type NextStage = (operation: Operation) => MaybePromise<OperationResult>;

/** What an operation is, whatever it is called. */
export type OperationKind = Operation["kind"];

/**
 * One policy that the operations of a model pass, whichever way they came in. It may change the operation, answer by
 * itself, look at the result, or refuse.
 */
export interface Stage {
  /** What it is about; every operation when absent. The others do not come by. */
  readonly kinds?: readonly OperationKind[];
  readonly pass: (operation: Operation, next: NextStage) => MaybePromise<OperationResult>;
}

/** Operations that bring values. */
export const VALUE_WRITES: readonly OperationKind[] = Object.freeze(["insert", "update", "updateEach"]);

/** Where an operation of each kind goes. */
type Pipelines = Readonly<Record<OperationKind, NextStage>>;

/**
 * Joins stages into one function, outermost first. Done once per model, and for each kind by itself, so that an operation
 * costs one call for each stage that is about it. A stage may turn an operation into one of another kind.
 *
 * @param stages the stages that apply to the model, in order
 * @param execute what stands at the end
 * @returns the whole pipeline
 */
export function composeStages(stages: readonly Stage[], execute: NextStage): NextStage {
  return onward(stages.reduceRight(before, everyKind(execute)));
}

/** Where all kinds go the same way, none has to be looked at. */
function onward(pipelines: Pipelines): NextStage {
  const [way, ...others] = new Set(Object.values(pipelines));
  return way !== undefined && others.length === 0 ? way : (operation) => pipelines[operation.kind](operation);
}

function before(rest: Pipelines, { kinds, pass }: Stage): Pipelines {
  const next = onward(rest);
  const here: NextStage = (operation) => pass(operation, next);
  if (kinds === undefined) return everyKind(here);
  return { ...rest, ...Object.fromEntries(kinds.map((kind) => [kind, here])) };
}

function everyKind(stage: NextStage): Pipelines {
  return {
    insert: stage,
    select: stage,
    count: stage,
    aggregate: stage,
    pipeline: stage,
    update: stage,
    updateEach: stage,
    delete: stage,
  };
}
