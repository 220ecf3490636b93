import { setMaxListeners } from "node:events";
import type { DataFlowError } from "../errors/dataflow-error.ts";
import type { MaybePromise } from "../node/maybe-promise.ts";
import type { NodeValues } from "../node/node-type.ts";
import { type RetryOptions, retryPolicy } from "../workflow/node-options.ts";
import type { Workflow } from "../workflow/workflow.ts";
import type { WorkflowNode } from "../workflow/workflow-node.ts";
import { onAbort } from "./abort-subscription.ts";
import { DONE, FAILED, type NodeProgress } from "./node-progress.ts";
import { type RepeatedScope, RepeatedScopes } from "./repeated-scopes.ts";
import { announceNode, type Begun, reportNode } from "./report-node.ts";
import { mayRetry, retryDelay } from "./retry-delay.ts";
import type { RunEnvironment } from "./run-environment.ts";
import { nodeFailed, nodeTimeout, runCancelled } from "./run-errors.ts";
import { RunNodeContext } from "./run-node-context.ts";
import { type InputsByIndex, RunProgress } from "./run-progress.ts";
import type { RunResult } from "./run-result.ts";
import { RunScopes, scopeLeftOpen } from "./run-scopes.ts";
import { isThenable, withinTime } from "./timed-attempt.ts";

/** Who waits for a run that did not end at once. */
interface Waiting {
  readonly resolve: (result: RunResult) => void;
  readonly reject: (error: DataFlowError) => void;
}

/**
 * One run of one workflow: an in-degree scheduler over node indices.
 *
 * A node becomes ready when every connection into it is settled. Ready nodes are begun in one loop that is never
 * entered twice, so a node that answers at once costs neither a turn of the event loop nor a level of the stack:
 * a chain of a hundred thousand of them runs in one pass. Only nodes that answer later count against the bound.
 */
export class WorkflowRun {
  readonly workflow: Workflow;
  readonly environment: RunEnvironment;
  readonly #progress: RunProgress;
  // Most runs have neither; what nobody needs would cost as much as the rest of a small run.
  #delayed: Map<number, () => void> | undefined;
  #timed: Set<AbortController> | undefined;
  /** Absent when no node opens a scope: then nothing is asked about scopes. */
  readonly #scopes: RunScopes | undefined;
  /** Absent when none of them is run again. */
  readonly #repeated: RepeatedScopes | undefined;
  #active = 0;
  #isDraining = false;
  #isFinished = false;
  #failure: DataFlowError | undefined;
  #controller: AbortController | undefined;
  #waiting: Waiting | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(workflow: Workflow, environment: RunEnvironment, inputs: InputsByIndex | undefined) {
    const { scopes } = workflow.graph;
    this.workflow = workflow;
    this.environment = environment;
    this.#progress = new RunProgress(workflow, inputs);
    this.#scopes = scopes === undefined ? undefined : new RunScopes(workflow, scopes);
    this.#repeated = scopes === undefined ? undefined : RepeatedScopes.of(workflow, scopes, this.#progress);
  }

  /** The scopes of the run, for nodes that open and end them. */
  get scopes(): RunScopes | undefined {
    return this.#scopes;
  }

  /** Ends the run because a scope broke by itself. */
  failScope(nodeId: string, error: unknown): void {
    const { node } = this.#progress.at(this.workflow.graph.indexOf.get(nodeId) ?? -1);
    this.#stop(nodeFailed({ node, attempts: 1, runId: this.environment.runId }, error));
    this.#drain();
  }

  /** Made when a node first asks for it: making one costs more than many a node. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      setMaxListeners(0, this.#controller.signal);
      if (this.#failure !== undefined) this.#controller.abort(this.#failure);
    }
    return this.#controller.signal;
  }

  /**
   * Runs the workflow. Answers at once when every node does.
   *
   * @returns what the run gave
   * @throws RUNTIME.NODE_FAILED when a node failed, once everything that was running has ended
   * @throws RUNTIME.CANCELLED when the signal was aborted, likewise
   */
  start(): MaybePromise<RunResult> {
    const { signal, runId } = this.environment;
    if (signal?.aborted) throw runCancelled(runId, signal.reason);
    if (signal !== undefined) this.#unsubscribe = onAbort(signal, () => this.#cancel());
    this.#drain();
    const isOver = this.#isFinished && this.#scopes === undefined;
    if (!isOver) return new Promise<RunResult>((resolve, reject) => (this.#waiting = { resolve, reject }));
    if (this.#failure !== undefined) throw this.#failure;
    return this.#progress.result(runId);
  }

  #cancel(): void {
    const { signal, runId } = this.environment;
    this.#stop(runCancelled(runId, signal?.reason));
    this.#drain();
  }

  #drain(): void {
    if (this.#isDraining || this.#isFinished) return;
    this.#isDraining = true;
    const { maxConcurrency } = this.environment.settings;
    while (this.#failure === undefined && this.#active < maxConcurrency) {
      const index = this.#progress.takeReady();
      if (index === undefined) break;
      this.#begin(index);
    }
    this.#isDraining = false;
    if (this.#active > 0) return;
    if (this.#failure !== undefined || (!this.#progress.hasReady && this.#waitsForNothing())) this.#finish();
  }

  /** Whether no node waits to be tried again. */
  #waitsForNothing(): boolean {
    return this.#delayed === undefined || this.#delayed.size === 0;
  }

  #begin(index: number): void {
    const progress = this.#progress.at(index);
    const { node } = progress;
    if (this.#repeated?.around(index)?.isUndone === true) return;
    if (this.#progress.mustSkip(index)) {
      this.#skip(index, progress);
      return;
    }
    progress.attempts += 1;
    const begun = announceNode(this.environment, node, progress.attempts);
    let outcome: unknown;
    try {
      outcome = this.#call(index, progress);
    } catch (error) {
      this.#fail(index, error, begun);
      return;
    }
    if (isThenable(outcome)) this.#await(index, outcome, begun);
    else this.#succeed(index, outcome, begun);
  }

  #call(index: number, progress: NodeProgress): unknown {
    const { node, attempts } = progress;
    this.#repeated?.assertReadableAgain(index);
    const input = this.#progress.inputOf(index);
    const { timeoutMs } = node.options;
    if (timeoutMs === undefined) return this.#run(index, node, input, new RunNodeContext(this, node.id, attempts));
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    const outcome = this.#run(index, node, input, new RunNodeContext(this, node.id, attempts, controller.signal));
    if (!isThenable(outcome)) return outcome;
    this.#timed ??= new Set();
    const timed = this.#timed.add(controller);
    const { clock } = this.environment.settings;
    const timeout = () => nodeTimeout(node, timeoutMs);
    return withinTime(outcome, { clock, timeoutMs, controller, timeout }).finally(() => timed.delete(controller));
  }

  #run(index: number, { type }: WorkflowNode, input: NodeValues, context: RunNodeContext): unknown {
    if (this.#scopes === undefined) return type.run(input, context);
    return this.#scopes.enter(index, () => type.run(input, context));
  }

  #await(index: number, outcome: PromiseLike<unknown>, begun: Begun | undefined): void {
    this.#active++;
    const scope = this.#repeated?.around(index);
    scope?.begin();
    outcome.then(
      (value) => {
        this.#active--;
        scope?.end();
        this.#succeed(index, value, begun);
        this.#drain();
      },
      (error: unknown) => {
        this.#active--;
        scope?.end();
        this.#fail(index, error, begun);
        this.#drain();
      },
    );
  }

  #succeed(index: number, value: unknown, begun: Begun | undefined): void {
    const progress = this.#progress.at(index);
    if (begun !== undefined) this.#report("node-success", progress, begun);
    if (this.#repeated?.around(index)?.isUndone === true) return;
    progress.value = value;
    progress.state = DONE;
    this.#settle(index);
  }

  #skip(index: number, progress: NodeProgress): void {
    const { node } = progress;
    this.#progress.skip(index);
    const { emit, runId, prefix } = this.environment;
    if (emit !== undefined) emit({ type: "node-skip", runId, nodeId: prefix + node.id, nodeType: node.type.type });
    this.#settle(index);
  }

  #settle(index: number): void {
    if (this.#repeated === undefined) this.#progress.settle(index);
    else this.#repeated.settle(index);
  }

  #fail(index: number, error: unknown, begun: Begun | undefined): void {
    const progress = this.#progress.at(index);
    const { node, attempts } = progress;
    if (begun !== undefined) this.#report("node-failure", progress, begun, error);
    // The run has failed or was cancelled already; this is a node that answered to its signal.
    if (this.#failure !== undefined || this.#repeated?.around(index)?.isUndone === true) return;
    if (this.#retry(index, progress, error) || this.#repeat(index, error)) return;
    const failure = nodeFailed({ node, attempts, runId: this.environment.runId }, error);
    progress.state = FAILED;
    if (node.options.onError === "continue") {
      this.#progress.goOnWithout(index, failure);
      this.#settle(index);
    } else {
      this.#stop(failure);
    }
  }

  #retry(index: number, { node, attempts }: NodeProgress, error: unknown): boolean {
    const options = node.options.retry;
    if (options === undefined || attempts >= options.attempts || !mayRetry(error)) return false;
    this.#tryAgain(index, options, error);
    return true;
  }

  #tryAgain(index: number, options: RetryOptions, error: unknown): void {
    const { node, attempts } = this.#progress.at(index);
    const { emit, runId, prefix, settings } = this.environment;
    const delayMs = retryDelay(retryPolicy(options), attempts, settings.random);
    if (emit !== undefined) {
      const facts = { runId, nodeId: prefix + node.id, nodeType: node.type.type };
      emit({ type: "node-retry", ...facts, attempt: attempts, delayMs, error });
      // The listener may have cancelled the run.
      if (this.#failure !== undefined) return;
    }
    this.#delayed ??= new Map();
    const delayed = this.#delayed;
    const callOff = settings.clock.after(delayMs, () => {
      delayed.delete(index);
      this.#progress.makeReady(index);
      this.#drain();
    });
    delayed.set(index, callOff);
  }

  /** Undoes the scope around a node that failed and runs all of it again, when that may help. */
  #repeat(index: number, error: unknown): boolean {
    const scopes = this.#scopes;
    const scope = this.#repeated?.repeatable(index);
    if (scope === undefined || scopes?.mayRepeat(scope.opener, error) !== true) return false;
    for (const member of scope.members) {
      this.#delayed?.get(member)?.();
      this.#delayed?.delete(member);
    }
    this.#active++;
    void scope.undo(scopes.abandon(error, scope.members)).then(() => {
      this.#active--;
      if (this.#failure === undefined) this.#beginAgain(scope, error);
      this.#drain();
    });
    return true;
  }

  #beginAgain(scope: RepeatedScope, error: unknown): void {
    const { opener, members } = scope;
    this.#progress.reset(opener, members);
    scope.isUndone = false;
    this.#tryAgain(opener, scope.retry, error);
  }

  #stop(error: DataFlowError): void {
    if (this.#failure !== undefined || this.#isFinished) return;
    this.#failure = error;
    for (const callOff of this.#delayed?.values() ?? []) callOff();
    this.#delayed?.clear();
    this.#controller?.abort(error);
    void this.#scopes?.abandon(error);
    for (const controller of this.#timed ?? []) controller.abort(error);
  }

  #finish(): void {
    this.#isFinished = true;
    this.#unsubscribe?.();
    if (this.#scopes === undefined) this.#answer();
    else void this.#endScopes(this.#scopes).then(() => this.#answer());
  }

  async #endScopes(scopes: RunScopes): Promise<void> {
    const { left } = scopes;
    if (left.length > 0) this.#failure ??= scopeLeftOpen(this.environment.runId, left);
    await scopes.abandon(this.#failure);
  }

  #answer(): void {
    if (this.#waiting === undefined) return;
    if (this.#failure === undefined) this.#waiting.resolve(this.#progress.result(this.environment.runId));
    else this.#waiting.reject(this.#failure);
  }

  #report(type: "node-success" | "node-failure", progress: NodeProgress, begun: Begun, error?: unknown): void {
    reportNode(this.environment, progress.node, { type, attempt: progress.attempts, begun, error });
  }
}
