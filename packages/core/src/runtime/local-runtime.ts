import { runtimeErrors } from "../errors/runtime-errors.ts";
import type { MaybePromise } from "../node/maybe-promise.ts";
import type { RunContext } from "../node/node-context.ts";
import type { NodeSource, RunScopeOptions } from "../node/node-source.ts";
import { describeKind } from "../text/own-keys.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { isWorkflow } from "../workflow/workflow-brand.ts";
import { systemClock } from "./run-clock.ts";
import type { NestedStart, RunEnvironment, RuntimeSettings } from "./run-environment.ts";
import { runCancelled } from "./run-errors.ts";
import { harmless } from "./run-event.ts";
import { nextRunId } from "./run-id.ts";
import { inputsByIndex } from "./run-inputs.ts";
import {
  checkExecuteOptions,
  checkRuntimeOptions,
  type ExecuteOptions,
  type LocalRuntimeOptions,
} from "./run-options.ts";
import type { RunResult } from "./run-result.ts";
import { WorkflowRun } from "./workflow-run.ts";

/**
 * Runs workflows in this process: nodes as early as the graph allows, at most so many at a time.
 *
 * @example
 * ```ts
 * import { LocalRuntime, WorkflowBuilder } from "@dataflow/core";
 *
 * const workflow = new WorkflowBuilder().addNode("MergeNode", "pair", { a: 1, b: 2 }).build();
 * const { results, runId } = await new LocalRuntime({ maxConcurrency: 4 }).execute(workflow, {
 *   onEvent: (event) => console.log(event.type),
 * });
 * console.log(runId, results.pair.value);
 * ```
 */
export class LocalRuntime {
  readonly #settings: RuntimeSettings;

  /**
   * @param options the bound on concurrency, and what tests replace
   * @throws RUNTIME.UNKNOWN_OPTION for a name that does not exist
   * @throws RUNTIME.INVALID_OPTION for a value that is not accepted
   */
  constructor(options: LocalRuntimeOptions = {}) {
    checkRuntimeOptions(options);
    const { maxConcurrency = 16, maxDepth = 32, clock = systemClock, random = Math.random } = options;
    this.#settings = Object.freeze({ maxConcurrency, maxDepth, clock, random });
  }

  /**
   * Runs a workflow. Rejects only when nothing of the run is under way any more, so that a transaction around it can be rolled back safely.
   *
   * @param workflow what `build()` gave
   * @param options inputs, context, signal, transaction, listener
   * @returns the results by node id, the id of the run, what was skipped, and the errors of nodes that may fail
   * @throws RUNTIME.NODE_FAILED when a node failed; its error is the `cause`
   * @throws RUNTIME.CANCELLED when the signal was aborted
   * @throws RUNTIME.UNKNOWN_INPUT when the inputs name what does not exist
   * @throws RUNTIME.MISSING_INPUT when an announced input is not given
   * @throws RUNTIME.NO_TRANSACTION when the workflow's source cannot open the transaction asked for
   * @throws RUNTIME.UNKNOWN_OPTION for an option that does not exist
   * @throws RUNTIME.INVALID_OPTION for a value that is not accepted
   */
  execute<Nodes>(workflow: Workflow<Nodes>, options: ExecuteOptions<Nodes> = {}): Promise<RunResult<Nodes>> {
    // One promise, made at the end: an async function would make one at the beginning, and all that it needs to wait.
    try {
      // The results are those of this very workflow; a run does not carry the types of its nodes.
      return Promise.resolve(this.#start(workflow as unknown as Workflow, options) as MaybePromise<RunResult<Nodes>>);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #start(workflow: Workflow, options: ExecuteOptions): MaybePromise<RunResult> {
    if (!isWorkflow(workflow)) throw notAWorkflow(workflow);
    checkExecuteOptions(options);
    const inputs = inputsByIndex(workflow, options.inputs);
    const { source } = workflow;
    const transaction = options.transaction === false ? undefined : options.transaction;
    const environment = outermost(this.#settings, options, source);
    const { runId, signal } = environment;
    if (signal?.aborted) throw runCancelled(runId, signal.reason);
    const start = () => new WorkflowRun(workflow, environment, inputs).start();
    const { context } = environment;
    const scope = transaction === undefined ? { context } : { context, transaction };
    if (environment.emit === undefined) return inScopeOf(source, scope, start);
    return narrated(environment, () => inScopeOf(source, scope, start));
  }
}

const NO_CONTEXT: RunContext = Object.freeze({});
const NO_SOURCES: readonly NodeSource[] = Object.freeze([]);

function outermost(settings: RuntimeSettings, options: ExecuteOptions, source: NodeSource | undefined): RunEnvironment {
  return {
    settings,
    runId: nextRunId(),
    context: options.context === undefined ? NO_CONTEXT : Object.freeze({ ...options.context }),
    signal: options.signal,
    emit: options.onEvent === undefined ? undefined : harmless(options.onEvent),
    prefix: "",
    depth: 0,
    openSources: source === undefined ? NO_SOURCES : [source],
    inTransaction: options.transaction !== undefined && options.transaction !== false,
    startNested,
  };
}

/** Tells when the run as a whole begins and ends: after the transaction, so that a success is one. */
async function narrated(environment: RunEnvironment, body: () => MaybePromise<RunResult>): Promise<RunResult> {
  const { emit, runId, settings } = environment;
  const startedAt = settings.clock.date();
  const begun = settings.clock.now();
  emit?.({ type: "run-start", runId, startedAt });
  try {
    const result = await body();
    emit?.({ type: "run-success", runId, startedAt, durationMs: settings.clock.now() - begun });
    return result;
  } catch (error) {
    emit?.({ type: "run-failure", runId, startedAt, durationMs: settings.clock.now() - begun, error });
    throw error;
  }
}

/** Opens what a workflow's source wants around a run. The body may be called again: a source may retry a transaction. */
function inScopeOf(
  source: NodeSource | undefined,
  options: RunScopeOptions,
  body: () => MaybePromise<RunResult>,
): MaybePromise<RunResult> {
  if (source?.runInScope !== undefined) return source.runInScope(options, body);
  if (options.transaction !== undefined) throw noTransaction("the workflow's source cannot open one");
  return body();
}

function startNested({ workflow, options, environment, nodeId, signal }: NestedStart): MaybePromise<RunResult> {
  const depth = environment.depth + 1;
  if (depth > environment.settings.maxDepth) throw tooDeep(environment.settings.maxDepth);
  const prefix = `${environment.prefix}${nodeId}${options.label ?? ""}.`;
  const inputs = inputsByIndex(workflow, options.inputs);
  const { source } = workflow;
  const opens = source?.runInScope !== undefined && !environment.openSources.includes(source) ? source : undefined;
  if (opens !== undefined && environment.inTransaction)
    throw noTransaction("a nested workflow of another source cannot take part in it");
  const openSources = opens === undefined ? environment.openSources : [...environment.openSources, opens];
  const nested: RunEnvironment = { ...environment, depth, prefix, signal, openSources };
  return inScopeOf(opens, { context: environment.context }, () => new WorkflowRun(workflow, nested, inputs).start());
}

function notAWorkflow(given: unknown) {
  return runtimeErrors.create("INVALID_OPTION", {
    message: `execute() runs a workflow, not ${describeKind(given)}`,
    why: "only build() and Workflow.fromJSON make workflows, because they check them",
    fix: "Call build() on the builder and pass what it gives",
  });
}

function noTransaction(why: string) {
  return runtimeErrors.create("NO_TRANSACTION", {
    message: "The run cannot be put into a transaction",
    why,
    fix: "Build the workflow with the DataFlow whose database it works on, or run it without a transaction",
  });
}

function tooDeep(maxDepth: number) {
  return runtimeErrors.create("TOO_DEEP", {
    message: `Workflows are nested more than ${maxDepth} deep`,
    why: "a workflow that starts itself, directly or through others, would never end",
    fix: "Use a LoopNode for repetition, or raise maxDepth of the runtime",
    meta: { maxDepth },
  });
}
