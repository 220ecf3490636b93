import {
  type Diagnostic,
  isWorkflow,
  type NodeContext,
  type NodeType,
  type NodeValues,
  runNested,
} from "@dataflow/core";
import type { TransactionalWork } from "../dataflow/transactional-work.ts";
import { modelErrors } from "../errors/model-errors.ts";
import { runSaga } from "../sagas/run-saga.ts";
import type { SagaInput, SagaOutput, SagaStep } from "../sagas/saga.ts";
import { sagaMistakes } from "../sagas/saga-mistakes.ts";
import type { SagaState } from "../sagas/saga-state.ts";
import type { SagaStore } from "../sagas/saga-store.ts";

/**
 * A node that runs workflows as the steps of a saga, and takes them back in reverse order when one of them fails. Where it
 * stands is kept in the database, so that the same workflow with the same key goes on after a crash.
 *
 * @param work the database that the steps change
 * @param store the states
 * @returns the node type
 */
export function sagaNode(work: TransactionalWork, store: SagaStore): NodeType<SagaInput, SagaOutput, "SagaNode"> {
  return Object.freeze({
    type: "SagaNode" as const,
    description: "runs workflows one by one, and takes them back in reverse order when one fails",
    parameters: {
      names: {
        saga: { required: true, description: "the name of this kind of saga" },
        key: { required: true, description: "which one it is; never begun twice" },
        steps: { required: true, description: "name, action, inputs, compensation, compensationInputs of each" },
        input: { required: false, description: "values for the steps" },
      },
      open: false,
    },
    results: ["results", "resumed"],
    check: (parameters: NodeValues): readonly Diagnostic[] => sagaMistakes(parameters),
    async run(given: SagaInput, context: NodeContext) {
      const [mistake] = sagaMistakes({ ...given });
      if (mistake !== undefined) throw invalidSaga(mistake);
      if (work.connection.inTransaction) throw insideTransaction(given.saga);
      const begin = {
        saga: given.saga,
        key: given.key,
        steps: given.steps.map(({ name }) => name),
        input: given.input ?? {},
      };
      const state = await store.beginOrRead(begin);
      assertSame(state, begin.steps);
      const runStep = async (step: SagaStep, part: "action" | "compensation", now: SagaState) => {
        const workflow = part === "action" ? step.action : step.compensation;
        if (workflow === undefined || !isWorkflow(workflow)) return {};
        const inputs = stepInputs((part === "action" ? step.inputs : step.compensationInputs) ?? {}, step, now);
        return { ...(await runNested(context, workflow, { inputs, label: `[${step.name}.${part}]` })).results };
      };
      const run = { work, store, steps: given.steps, signal: context.signal, runStep };
      return { results: await runSaga(run, state), resumed: !state.isNew };
    },
  });
}

/** Fills `"nodeId.parameter"` of a step from what is written down. */
function stepInputs(
  inputs: Readonly<Record<string, string>>,
  step: SagaStep,
  state: SagaState,
): Readonly<Record<string, NodeValues>> {
  const saga = { key: state.key, stepKey: `${state.saga}:${state.key}:${step.name}` };
  const known = { ...state.results, input: state.input, saga };
  const filled: Record<string, Record<string, unknown>> = {};
  for (const [target, source] of Object.entries(inputs)) {
    const dot = target.indexOf(".");
    const nodeId = target.slice(0, dot);
    filled[nodeId] = { ...filled[nodeId], [target.slice(dot + 1)]: valueAt(known, source, step) };
  }
  return filled;
}

function valueAt(known: object, path: string, step: SagaStep): unknown {
  let value: unknown = known;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) {
      throw modelErrors.create("INVALID_PARAMETER", {
        message: `The step "${step.name}" of a saga asks for "${path}", where there is nothing`,
        why: "a step is given what the saga's input and the results of earlier steps hold",
        fix: 'write "input.<name>", "<step>.<node>.<path>", "saga.key" or "saga.stepKey"',
        meta: { parameter: `steps.${step.name}` },
      });
    }
    value = Reflect.get(value, name);
  }
  return value;
}

function assertSame(state: SagaState, steps: readonly string[]): void {
  if (state.steps.join("\n") === steps.join("\n")) return;
  throw modelErrors.create("SAGA_CHANGED", {
    message: `The saga "${state.saga}" was begun with other steps: ${state.steps.join(", ")}`,
    why: "where it stands is written down as a number of steps, which would mean something else now",
    fix: "finish it with the steps that it was begun with, and give the new ones another name",
    meta: { saga: state.saga },
  });
}

function insideTransaction(saga: string): Error {
  return modelErrors.create("SAGA_IN_TRANSACTION", {
    message: `The saga "${saga}" was run inside a transaction`,
    why: "its steps are committed one by one, and the transaction around them could still undo them all",
    fix: "run the workflow without `transaction`",
    meta: { saga },
  });
}

function invalidSaga(mistake: Diagnostic): Error {
  return modelErrors.create("INVALID_PARAMETER", {
    message: mistake.message,
    why: "a saga has to be able to take back whatever it did",
    fix: mistake.fix ?? "see the documentation of SagaNode",
    meta: { parameter: mistake.path ?? "steps" },
  });
}
