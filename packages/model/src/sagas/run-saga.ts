/**
 * A saga after H. Garcia-Molina and K. Salem, "Sagas", 1987: steps that are committed one by one, and compensations in
 * reverse order when one of them fails. A step and the note that it is done are one transaction, so what a step does in this
 * database is done exactly once, whatever crashes. What it does elsewhere may be done again after a crash: give it
 * `saga.stepKey`, which is the same each time.
 */
import { isDataFlowError } from "@dataflow/core";
import type { TransactionalWork } from "../dataflow/transactional-work.ts";
import { modelErrors } from "../errors/model-errors.ts";
import type { SagaOutput, SagaStep } from "./saga.ts";
import type { SagaState } from "./saga-state.ts";
import type { SagaStore } from "./saga-store.ts";

/** Runs the action or the compensation of a step with what is known so far; gives the results by node. */
export type RunStep = (
  step: SagaStep,
  part: "action" | "compensation",
  state: SagaState,
) => Promise<Readonly<Record<string, unknown>>>;

/** What a run of a saga needs. */
export interface SagaRun {
  /** The database that the steps change. */
  readonly work: Pick<TransactionalWork, "transaction">;
  readonly store: SagaStore;
  readonly steps: readonly SagaStep[];
  readonly signal: AbortSignal;
  readonly runStep: RunStep;
}

/**
 * Brings a saga to its end, from wherever it is.
 *
 * @throws MODEL.SAGA_COMPENSATED a step failed, and everything is taken back
 * @throws MODEL.SAGA_STUCK a compensation failed; run again to go on taking back
 */
export async function runSaga(run: SagaRun, begun: SagaState): Promise<SagaOutput["results"]> {
  let state = begun;
  while (state.status === "running") {
    const step = run.steps[state.position];
    state = step === undefined ? await completed(run, state) : await takeStep(run, step, state);
  }
  while (state.status === "compensating") {
    const step = run.steps[state.position - 1];
    state = step === undefined ? await compensated(run, state) : await takeBack(run, step, state);
  }
  if (state.status === "compensated") throw sagaCompensated(state, causes.get(state.results));
  return state.results as SagaOutput["results"]; // what runs gave, written down and read
}

/** The errors of this process that made a saga go back: they are not written down, for they may hold values. */
const causes = new WeakMap<object, unknown>();

function completed({ work, store }: SagaRun, state: SagaState): Promise<SagaState> {
  return work.transaction(() => store.advance(state, { status: "completed" }));
}

function compensated({ work, store }: SagaRun, state: SagaState): Promise<SagaState> {
  return work.transaction(() => store.advance(state, { status: "compensated" }));
}

async function takeStep(run: SagaRun, step: SagaStep, state: SagaState): Promise<SagaState> {
  run.signal.throwIfAborted();
  try {
    return await run.work.transaction(async () => {
      const claimed = await run.store.claim(state);
      const results = await run.runStep(step, "action", claimed);
      return run.store.advance(claimed, {
        position: state.position + 1,
        results: { ...state.results, [step.name]: results },
      });
    });
  } catch (error) {
    return afterFailure(run, step, { state, error });
  }
}

/** A run that was cancelled is left where it is, to be gone on with; a step whose commit was not answered may be done. */
async function afterFailure(
  run: SagaRun,
  step: SagaStep,
  { state, error }: { readonly state: SagaState; readonly error: unknown },
): Promise<SagaState> {
  if (run.signal.aborted || isCode(error, "MODEL.SAGA_TAKEN_OVER")) throw error;
  if (isCode(error, "DATABASE.COMMIT_UNKNOWN")) {
    const now = await run.store.read(state.saga, state.key);
    if (now.version !== state.version) return now;
  }
  const failure = { step: step.name, code: reasonOf(error) };
  const results = { ...state.results };
  causes.set(results, error);
  return run.work.transaction(() => run.store.advance(state, { status: "compensating", failure, results }));
}

async function takeBack(run: SagaRun, step: SagaStep, state: SagaState): Promise<SagaState> {
  run.signal.throwIfAborted();
  try {
    return await run.work.transaction(async () => {
      const claimed = await run.store.claim(state);
      if (step.compensation !== undefined) await run.runStep(step, "compensation", claimed);
      return run.store.advance(claimed, { position: state.position - 1 });
    });
  } catch (error) {
    if (run.signal.aborted || isCode(error, "MODEL.SAGA_TAKEN_OVER")) throw error;
    throw sagaStuck(state, step, error);
  }
}

/** The code of what went wrong first: a run wraps it in errors that say where. */
function reasonOf(error: unknown): string {
  let code = "UNKNOWN";
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (isDataFlowError(cause)) code = cause.code;
  return code;
}

function isCode(error: unknown, code: string): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (isDataFlowError(cause) && cause.code === code) return true;
  return false;
}

function sagaCompensated(state: SagaState, cause: unknown): Error {
  const { step, code } = state.failure ?? { step: "", code: "UNKNOWN" };
  return modelErrors.create("SAGA_COMPENSATED", {
    message: `The saga "${state.saga}" was taken back, because its step "${step}" failed (${code})`,
    why: "the steps before it are compensated, the last one first; the saga has ended and is not begun again under its key",
    fix: "mend what made the step fail, and begin the saga under another key",
    meta: { saga: state.saga, step, reason: code },
    ...(cause !== undefined && { cause }),
  });
}

function sagaStuck(state: SagaState, step: SagaStep, cause: unknown): Error {
  return modelErrors.create("SAGA_STUCK", {
    message: `The saga "${state.saga}" could not be taken back: the compensation of its step "${step.name}" failed`,
    why: "the steps after it are compensated, this one and those before it are not; where it stands is written down",
    fix: "mend what made the compensation fail, and run the saga again under the same key: it goes on from there",
    meta: { saga: state.saga, step: step.name },
    cause,
  });
}
