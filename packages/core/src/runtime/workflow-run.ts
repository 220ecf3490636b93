import { setMaxListeners } from "node:events";
import type { DataFlowError } from "../errors/dataflow-error.ts";
import type { MaybePromise } from "../node/maybe-promise.ts";
import type { NodeValues } from "../node/node-type.ts";
import { retryPolicy } from "../workflow/node-options.ts";
import type { Workflow } from "../workflow/workflow.ts";
import type { GraphEdge } from "../workflow/workflow-graph.ts";
import type { WorkflowNode } from "../workflow/workflow-node.ts";
import { onAbort } from "./abort-subscription.ts";
import { brings, inputOf } from "./node-input.ts";
import { DONE, FAILED, type NodeProgress, progressOf, resultsIn, SKIPPED } from "./node-progress.ts";
import { announceNode, type Begun, reportNode } from "./report-node.ts";
import { mayRetry, retryDelay } from "./retry-delay.ts";
import type { RunEnvironment } from "./run-environment.ts";
import { nodeFailed, nodeTimeout, runCancelled } from "./run-errors.ts";
import { RunNodeContext } from "./run-node-context.ts";
import type { RunResult } from "./run-result.ts";
import { RunScopes, scopeLeftOpen } from "./run-scopes.ts";
import { isThenable, withinTime } from "./timed-attempt.ts";

/** What the run brings for the parameters of each node, in the order of the nodes. */
export type InputsByIndex = readonly (NodeValues | undefined)[];

const NO_EDGES: readonly GraphEdge[] = Object.freeze([]);
const NONE_SKIPPED: readonly string[] = Object.freeze([]);
const NO_ERRORS: Readonly<Record<string, DataFlowError>> = Object.freeze({});

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
  readonly #inputs: InputsByIndex | undefined;
  /** In the order of the nodes. */
  readonly #progress: NodeProgress[];
  /** Node indices to begin after those that wait for nothing. */
  #ready: number[] | undefined;
  // Most runs have none of these; what nobody needs would cost as much as the rest of a small run.
  #skipped: string[] | undefined;
  #errors: Record<string, DataFlowError> | undefined;
  #delayed: Set<() => void> | undefined;
  #timed: Set<AbortController> | undefined;
  /** Absent when no node opens a scope: then nothing is asked about scopes. */
  readonly #scopes: RunScopes | undefined;
  /** How many nodes have been begun or are to be skipped, of those that wait for nothing and of `#ready` together. */
  #head = 0;
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
    this.#inputs = inputs;
    this.#scopes = scopes === undefined ? undefined : new RunScopes(workflow, scopes);
    this.#progress = progressOf(workflow);
  }

  /** The scopes of the run, for nodes that open and end them. */
  get scopes(): RunScopes | undefined {
    return this.#scopes;
  }

  /** Ends the run because a scope broke by itself. */
  failScope(nodeId: string, error: unknown): void {
    const { node } = this.#progressAt(this.workflow.graph.indexOf.get(nodeId) ?? -1);
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
    return this.#result();
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
      const index = this.#nextReady;
      if (index === undefined) break;
      this.#head += 1;
      this.#begin(index);
    }
    this.#isDraining = false;
    if (this.#active > 0) return;
    if (this.#failure !== undefined || (this.#nextReady === undefined && this.#waitsForNothing)) this.#finish();
  }

  /** The node to begin next. */
  get #nextReady(): number | undefined {
    const { order, startCount } = this.workflow.graph;
    return this.#head < startCount ? order[this.#head] : this.#ready?.[this.#head - startCount];
  }

  #makeReady(index: number): void {
    if (this.#ready === undefined) this.#ready = [index];
    else this.#ready.push(index);
  }

  /** Whether no node waits to be tried again. */
  get #waitsForNothing(): boolean {
    return this.#delayed === undefined || this.#delayed.size === 0;
  }

  #begin(index: number): void {
    const progress = this.#progressAt(index);
    const { node } = progress;
    if (this.#mustSkip(index, progress)) {
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

  #progressAt(index: number): NodeProgress {
    const progress = this.#progress[index];
    if (progress === undefined) throw new Error(`unreachable: no node ${index}`);
    return progress;
  }

  /** Merging nodes run with whatever arrived; every other node needs all that was connected to it. */
  #mustSkip(index: number, { node, empty }: NodeProgress): boolean {
    if (empty === 0) return false;
    return node.type.join !== "any" || empty === (this.workflow.graph.incoming[index]?.length ?? 0);
  }

  #call(index: number, progress: NodeProgress): unknown {
    const { node, attempts } = progress;
    const edges = this.workflow.graph.incoming[index] ?? NO_EDGES;
    const input = inputOf(progress, this.#progress, edges, this.#inputs?.[index]);
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
    outcome.then(
      (value) => {
        this.#active--;
        this.#succeed(index, value, begun);
        this.#drain();
      },
      (error: unknown) => {
        this.#active--;
        this.#fail(index, error, begun);
        this.#drain();
      },
    );
  }

  #succeed(index: number, value: unknown, begun: Begun | undefined): void {
    const progress = this.#progressAt(index);
    progress.value = value;
    progress.state = DONE;
    if (begun !== undefined) this.#report("node-success", progress, begun);
    this.#settleConnections(index);
  }

  #skip(index: number, progress: NodeProgress): void {
    const { node } = progress;
    progress.state = SKIPPED;
    this.#skipped ??= [];
    this.#skipped.push(node.id);
    const { emit, runId, prefix } = this.environment;
    if (emit !== undefined) emit({ type: "node-skip", runId, nodeId: prefix + node.id, nodeType: node.type.type });
    this.#settleConnections(index);
  }

  #settleConnections(index: number): void {
    const edges = this.workflow.graph.outgoing[index] ?? NO_EDGES;
    if (edges.length === 0) return;
    const from = this.#progressAt(index);
    for (const edge of edges) {
      const to = this.#progressAt(edge.to);
      if (!brings(edge, from)) to.empty += 1;
      to.pending -= 1;
      if (to.pending === 0) this.#makeReady(edge.to);
    }
  }

  #fail(index: number, error: unknown, begun: Begun | undefined): void {
    const progress = this.#progressAt(index);
    const { node, attempts } = progress;
    if (begun !== undefined) this.#report("node-failure", progress, begun, error);
    // The run has failed or was cancelled already; this is a node that answered to its signal.
    if (this.#failure !== undefined) return;
    if (this.#retry(index, progress, error)) return;
    const failure = nodeFailed({ node, attempts, runId: this.environment.runId }, error);
    progress.state = FAILED;
    if (node.options.onError === "continue") {
      this.#errors ??= {};
      this.#errors[node.id] = failure;
      this.#settleConnections(index);
    } else {
      this.#stop(failure);
    }
  }

  #retry(index: number, { node, attempts }: NodeProgress, error: unknown): boolean {
    const options = node.options.retry;
    if (options === undefined || attempts >= options.attempts || !mayRetry(error)) return false;
    const { emit, runId, prefix, settings } = this.environment;
    const delayMs = retryDelay(retryPolicy(options), attempts, settings.random);
    if (emit !== undefined) {
      const facts = { runId, nodeId: prefix + node.id, nodeType: node.type.type };
      emit({ type: "node-retry", ...facts, attempt: attempts, delayMs, error });
      // The listener may have cancelled the run.
      if (this.#failure !== undefined) return true;
    }
    this.#delayed ??= new Set();
    const delayed = this.#delayed;
    const callOff = settings.clock.after(delayMs, () => {
      delayed.delete(callOff);
      this.#makeReady(index);
      this.#drain();
    });
    delayed.add(callOff);
    return true;
  }

  #stop(error: DataFlowError): void {
    if (this.#failure !== undefined || this.#isFinished) return;
    this.#failure = error;
    for (const callOff of this.#delayed ?? []) callOff();
    this.#delayed?.clear();
    this.#controller?.abort(error);
    void this.#scopes?.abandon(error);
    for (const controller of this.#timed ?? []) controller.abort(error);
  }

  #finish(): void {
    this.#isFinished = true;
    this.#unsubscribe?.();
    if (this.#scopes === undefined) this.#settle();
    else void this.#endScopes(this.#scopes).then(() => this.#settle());
  }

  async #endScopes(scopes: RunScopes): Promise<void> {
    const { left } = scopes;
    if (left.length > 0) this.#failure ??= scopeLeftOpen(this.environment.runId, left);
    await scopes.abandon(this.#failure);
  }

  #settle(): void {
    if (this.#waiting === undefined) return;
    if (this.#failure === undefined) this.#waiting.resolve(this.#result());
    else this.#waiting.reject(this.#failure);
  }

  #report(type: "node-success" | "node-failure", progress: NodeProgress, begun: Begun, error?: unknown): void {
    reportNode(this.environment, progress.node, { type, attempt: progress.attempts, begun, error });
  }

  #result(): RunResult {
    return {
      results: resultsIn(this.#progress),
      runId: this.environment.runId,
      skipped: this.#skipped ?? NONE_SKIPPED,
      errors: this.#errors ?? NO_ERRORS,
    };
  }
}
