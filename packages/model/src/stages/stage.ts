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
  /** Whether it may pass on an operation of another kind than it was given: that one then goes on as its kind does. */
  readonly changesKind?: true;
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
  return onward(
    stages.reduceRight(
      before,
      eachKind(() => execute),
    ),
  );
}

function onward(pipelines: Pipelines): NextStage {
  return (operation) => pipelines[operation.kind](operation);
}

/** An operation goes straight on with those of its kind: to look at the kind of each before each stage would cost more than most stages. */
function before(rest: Pipelines, { kinds, changesKind, pass }: Stage): Pipelines {
  const anywhere = onward(rest);
  return eachKind((kind) => {
    const straight = rest[kind];
    if (kinds?.includes(kind) === false) return straight;
    const next = changesKind === true ? anywhere : straight;
    return (operation) => pass(operation, next);
  });
}

function eachKind(stage: (kind: OperationKind) => NextStage): Pipelines {
  return {
    insert: stage("insert"),
    select: stage("select"),
    count: stage("count"),
    aggregate: stage("aggregate"),
    pipeline: stage("pipeline"),
    update: stage("update"),
    updateEach: stage("updateEach"),
    delete: stage("delete"),
  };
}
