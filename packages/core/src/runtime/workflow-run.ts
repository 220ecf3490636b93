import { setMaxListeners } from "node:events";
import type { DataFlowError } from "../errors/dataflow-error.ts";
import type { MaybePromise } from "../node/maybe-promise.ts";
import type { NodeValues } from "../node/node-type.ts";
import { retryPolicy } from "../workflow/node-options.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { type GraphEdge, ORDER_ONLY } from "../workflow/workflow-graph.ts";
import type { WorkflowNode } from "../workflow/workflow-node.ts";
import { onAbort } from "./abort-subscription.ts";
import { NOTHING, readPath } from "./read-path.ts";
import { announceNode, type Begun, reportNode } from "./report-node.ts";
import { mayRetry, retryDelay } from "./retry-delay.ts";
import type { RunEnvironment } from "./run-environment.ts";
import { missingInput, nodeFailed, nodeTimeout, runCancelled } from "./run-errors.ts";
import { RunNodeContext } from "./run-node-context.ts";
import type { RunResult } from "./run-result.ts";
import { RunScopes, scopeLeftOpen } from "./run-scopes.ts";
import { isThenable, withinTime } from "./timed-attempt.ts";

/** How a node of a run ended; 0 until it has. */
const DONE = 1;
const SKIPPED = 2;
const FAILED = 3;

/** What the run brings for the parameters of each node, in the order of the nodes. */
export type InputsByIndex = readonly (NodeValues | undefined)[];

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
  readonly #values: unknown[];
  readonly #states: number[];
  /** Connections into a node that are not settled yet. */
  readonly #pending: number[];
  /** Connections into a node that are settled and bring nothing. */
  readonly #empty: number[];
  readonly #attempts: number[];
  /** Node indices to begin; those before `#head` have been. */
  readonly #ready: number[] = [];
  readonly #skipped: string[] = [];
  readonly #errors: Record<string, DataFlowError> = {};
  readonly #delayed = new Set<() => void>();
  readonly #timed = new Set<AbortController>();
  /** Absent when no node opens a scope: then nothing is asked about scopes. */
  readonly #scopes: RunScopes | undefined;
  #head = 0;
  #active = 0;
  #isDraining = false;
  #isFinished = false;
  #failure: DataFlowError | undefined;
  #controller: AbortController | undefined;
  #waiting: Waiting | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(workflow: Workflow, environment: RunEnvironment, inputs: InputsByIndex | undefined) {
    const { incoming, scopes } = workflow.graph;
    this.workflow = workflow;
    this.environment = environment;
    this.#inputs = inputs;
    this.#scopes = scopes === undefined ? undefined : new RunScopes(workflow, scopes);
    this.#values = [];
    this.#states = [];
    this.#pending = [];
    this.#empty = [];
    this.#attempts = [];
    // Most workflows are small, and there a typed array takes longer to make than to fill these.
    for (const edges of incoming) {
      this.#values.push(undefined);
      this.#states.push(0);
      this.#pending.push(edges.length);
      this.#empty.push(0);
      this.#attempts.push(0);
    }
  }

  /** The scopes of the run, for nodes that open and end them. */
  get scopes(): RunScopes | undefined {
    return this.#scopes;
  }

  /** Ends the run because a scope broke by itself. */
  failScope(nodeId: string, error: unknown): void {
    const node = this.#nodeAt(this.workflow.graph.indexOf.get(nodeId) ?? -1);
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
    if (signal !== undefined) this.#unsubscribe = onAbort(signal, this.#cancel);
    for (let index = 0; index < this.#pending.length; index++) if (this.#pending[index] === 0) this.#ready.push(index);
    this.#drain();
    const isOver = this.#isFinished && this.#scopes === undefined;
    if (!isOver) return new Promise<RunResult>((resolve, reject) => (this.#waiting = { resolve, reject }));
    if (this.#failure !== undefined) throw this.#failure;
    return this.#result();
  }

  readonly #cancel = (): void => {
    const { signal, runId } = this.environment;
    this.#stop(runCancelled(runId, signal?.reason));
    this.#drain();
  };

  #drain(): void {
    if (this.#isDraining || this.#isFinished) return;
    this.#isDraining = true;
    const { maxConcurrency } = this.environment.settings;
    while (this.#failure === undefined && this.#active < maxConcurrency && this.#head < this.#ready.length) {
      this.#begin(this.#ready[this.#head++] ?? 0);
    }
    this.#isDraining = false;
    if (this.#active > 0) return;
    if (this.#failure !== undefined || (this.#head === this.#ready.length && this.#delayed.size === 0)) this.#finish();
  }

  #begin(index: number): void {
    const node = this.#nodeAt(index);
    if (this.#mustSkip(index, node)) {
      this.#skip(index, node);
      return;
    }
    const attempt = (this.#attempts[index] ?? 0) + 1;
    this.#attempts[index] = attempt;
    const begun = announceNode(this.environment, node, attempt);
    let outcome: unknown;
    try {
      outcome = this.#call(index, node, attempt);
    } catch (error) {
      this.#fail(index, error, begun);
      return;
    }
    if (isThenable(outcome)) this.#await(index, outcome, begun);
    else this.#succeed(index, outcome, begun);
  }

  #nodeAt(index: number): WorkflowNode {
    const node = this.workflow.nodes[index];
    if (node === undefined) throw new Error(`unreachable: no node ${index}`);
    return node;
  }

  /** Merging nodes run with whatever arrived; every other node needs all that was connected to it. */
  #mustSkip(index: number, node: WorkflowNode): boolean {
    const empty = this.#empty[index] ?? 0;
    if (empty === 0) return false;
    return node.type.join !== "any" || empty === (this.workflow.graph.incoming[index]?.length ?? 0);
  }

  #call(index: number, node: WorkflowNode, attempt: number): unknown {
    const input = this.#inputOf(index, node);
    const { timeoutMs } = node.options;
    if (timeoutMs === undefined) return this.#run(index, input, new RunNodeContext(this, node.id, attempt));
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    const outcome = this.#run(index, input, new RunNodeContext(this, node.id, attempt, controller.signal));
    if (!isThenable(outcome)) return outcome;
    this.#timed.add(controller);
    const { clock } = this.environment.settings;
    const timeout = () => nodeTimeout(node, timeoutMs);
    return withinTime(outcome, { clock, timeoutMs, controller, timeout }).finally(() => this.#timed.delete(controller));
  }

  #run(index: number, input: NodeValues, context: RunNodeContext): unknown {
    const { type } = this.#nodeAt(index);
    if (this.#scopes === undefined) return type.run(input, context);
    return this.#scopes.enter(index, () => type.run(input, context));
  }

  /** Static parameters, overlaid by what the run brings, overlaid by what is connected. */
  #inputOf(index: number, node: WorkflowNode): NodeValues {
    const edges = this.workflow.graph.incoming[index] ?? [];
    const brought = this.#inputs?.[index];
    if (edges.length === 0 && brought === undefined) return node.parameters;
    const input: Record<string, unknown> = { ...node.parameters, ...brought };
    for (const edge of edges) {
      if (edge.input === ORDER_ONLY) continue;
      if ((this.#empty[index] ?? 0) > 0 && !this.#brings(edge)) continue;
      const value = readPath(this.#values[edge.from], edge.segments);
      if (value === NOTHING) throw missingInput(this.#nodeAt(edge.from), node, edge, this.#values[edge.from]);
      input[edge.input] = value;
    }
    return input;
  }

  /** Whether a settled connection has something to give. */
  #brings(edge: GraphEdge): boolean {
    if (this.#states[edge.from] !== DONE) return false;
    const branch = edge.segments[0];
    if (branch === undefined || this.#nodeAt(edge.from).type.branching !== true) return true;
    return readPath(this.#values[edge.from], [branch]) !== NOTHING;
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
    this.#values[index] = value;
    this.#states[index] = DONE;
    if (begun !== undefined) this.#report("node-success", index, begun);
    this.#settleConnections(index);
  }

  #skip(index: number, node: WorkflowNode): void {
    this.#states[index] = SKIPPED;
    this.#skipped.push(node.id);
    const { emit, runId, prefix } = this.environment;
    if (emit !== undefined) emit({ type: "node-skip", runId, nodeId: prefix + node.id, nodeType: node.type.type });
    this.#settleConnections(index);
  }

  #settleConnections(index: number): void {
    for (const edge of this.workflow.graph.outgoing[index] ?? []) {
      if (!this.#brings(edge)) this.#empty[edge.to] = (this.#empty[edge.to] ?? 0) + 1;
      const pending = (this.#pending[edge.to] ?? 0) - 1;
      this.#pending[edge.to] = pending;
      if (pending === 0) this.#ready.push(edge.to);
    }
  }

  #fail(index: number, error: unknown, begun: Begun | undefined): void {
    const node = this.#nodeAt(index);
    const attempts = this.#attempts[index] ?? 1;
    if (begun !== undefined) this.#report("node-failure", index, begun, error);
    // The run has failed or was cancelled already; this is a node that answered to its signal.
    if (this.#failure !== undefined) return;
    if (this.#retry(index, attempts, error)) return;
    const failure = nodeFailed({ node, attempts, runId: this.environment.runId }, error);
    this.#states[index] = FAILED;
    if (node.options.onError === "continue") {
      this.#errors[node.id] = failure;
      this.#settleConnections(index);
    } else {
      this.#stop(failure);
    }
  }

  #retry(index: number, attempts: number, error: unknown): boolean {
    const node = this.#nodeAt(index);
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
    const callOff = settings.clock.after(delayMs, () => {
      this.#delayed.delete(callOff);
      this.#ready.push(index);
      this.#drain();
    });
    this.#delayed.add(callOff);
    return true;
  }

  #stop(error: DataFlowError): void {
    if (this.#failure !== undefined || this.#isFinished) return;
    this.#failure = error;
    for (const callOff of this.#delayed) callOff();
    this.#delayed.clear();
    this.#controller?.abort(error);
    void this.#scopes?.abandon(error);
    for (const controller of this.#timed) controller.abort(error);
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

  #report(type: "node-success" | "node-failure", index: number, begun: Begun, error?: unknown): void {
    reportNode(this.environment, this.#nodeAt(index), { type, attempt: this.#attempts[index] ?? 1, begun, error });
  }

  #result(): RunResult {
    const results: Record<string, unknown> = {};
    for (let index = 0; index < this.#states.length; index++) {
      if (this.#states[index] === DONE) results[this.#nodeAt(index).id] = this.#values[index];
    }
    // What a node gave has the type that its node type declares; here it is one of many.
    const untyped = results as RunResult["results"];
    return { results: untyped, runId: this.environment.runId, skipped: this.#skipped, errors: this.#errors };
  }
}
