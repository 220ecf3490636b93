import type { DataFlowError } from "../errors/dataflow-error.ts";
import type { NodeValues } from "../node/node-type.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { type GraphEdge, ORDER_ONLY, type WorkflowGraph } from "../workflow/workflow-graph.ts";
import { brings, inputOf } from "./node-input.ts";
import { type NodeProgress, progressOf, resultsIn, SKIPPED } from "./node-progress.ts";
import { readPath } from "./read-path.ts";
import type { RunResult } from "./run-result.ts";

/** What the run brings for the parameters of each node, in the order of the nodes. */
export type InputsByIndex = readonly (NodeValues | undefined)[];

const NO_EDGES: readonly GraphEdge[] = Object.freeze([]);
const NONE_SKIPPED: readonly string[] = Object.freeze([]);
const NO_ERRORS: Readonly<Record<string, DataFlowError>> = Object.freeze({});

/** How far the nodes of a run are, what they gave, and what goes from one to the next. */
export class RunProgress {
  readonly #graph: WorkflowGraph;
  readonly #inputs: InputsByIndex | undefined;
  /** In the order of the nodes. */
  readonly #nodes: NodeProgress[];
  /** Node indices to begin after those that wait for nothing. */
  #ready: number[] | undefined;
  /** How many nodes were taken to be begun, of those that wait for nothing and of `#ready` together. */
  #head = 0;
  // Most runs have neither; what nobody needs would cost as much as the rest of a small run.
  /** In the order in which they were skipped. */
  #skipped: string[] | undefined;
  #errors: Record<string, DataFlowError> | undefined;

  /**
   * @param workflow what runs
   * @param inputs what the run brings
   */
  constructor(workflow: Workflow, inputs: InputsByIndex | undefined) {
    this.#graph = workflow.graph;
    this.#inputs = inputs;
    this.#nodes = progressOf(workflow.graph);
  }

  /** Whether a node is to be begun. */
  get hasReady(): boolean {
    return this.#nextReady() !== undefined;
  }

  /** The node to begin next; each is given once. */
  takeReady(): number | undefined {
    const index = this.#nextReady();
    if (index !== undefined) this.#head += 1;
    return index;
  }

  /** Lines a node up to be begun. */
  makeReady(index: number): void {
    if (this.#ready === undefined) this.#ready = [index];
    else this.#ready.push(index);
  }

  #nextReady(): number | undefined {
    const { order, startCount } = this.#graph;
    return this.#head < startCount ? order[this.#head] : this.#ready?.[this.#head - startCount];
  }

  at(index: number): NodeProgress {
    const progress = this.#nodes[index];
    if (progress === undefined) throw new Error(`unreachable: no node ${index}`);
    return progress;
  }

  /** Merging nodes run with whatever arrived; every other node needs all that was connected to it. */
  mustSkip(index: number): boolean {
    const { node, empty } = this.at(index);
    if (empty === 0) return false;
    return node.type.join !== "any" || empty === (this.#graph.incoming[index]?.length ?? 0);
  }

  hasEnded(index: number): boolean {
    return this.at(index).state !== 0;
  }

  wasSkipped(index: number): boolean {
    return this.at(index).state === SKIPPED;
  }

  skip(index: number): void {
    const progress = this.at(index);
    progress.state = SKIPPED;
    this.#skipped ??= [];
    this.#skipped.push(progress.node.id);
  }

  /** The run goes on without a node that failed. */
  goOnWithout(index: number, error: DataFlowError): void {
    this.#errors ??= {};
    this.#errors[this.at(index).node.id] = error;
  }

  inputOf(index: number): NodeValues {
    return inputOf(this.at(index), this.#nodes, this.#graph.incoming[index] ?? NO_EDGES, this.#inputs?.[index]);
  }

  /**
   * Settles the connections out of a node that has ended.
   *
   * @param index the node
   * @param isMeant which of the nodes at the other end
   */
  settle(index: number, isMeant?: (to: number) => boolean): void {
    const edges = this.#graph.outgoing[index] ?? NO_EDGES;
    if (edges.length === 0) return;
    const from = this.at(index);
    for (const edge of edges) {
      if (isMeant?.(edge.to) === false) continue;
      const to = this.at(edge.to);
      if (!brings(edge, from)) to.empty += 1;
      to.pending -= 1;
      if (to.pending === 0) this.makeReady(edge.to);
    }
  }

  /** What nodes outside of a part of the graph give to a node in it, with what the node has by itself. */
  broughtFromOutside(index: number, part: ReadonlySet<number>): NodeValues {
    const input: Record<string, unknown> = { ...this.at(index).node.parameters, ...this.#inputs?.[index] };
    for (const edge of this.#graph.incoming[index] ?? NO_EDGES) {
      if (edge.input !== ORDER_ONLY && !part.has(edge.from))
        input[edge.input] = readPath(this.at(edge.from).value, edge.segments);
    }
    return input;
  }

  /** Makes the nodes of a part of the graph what they were before they ran, but for the attempts of the one that opens it. */
  reset(opener: number, part: ReadonlySet<number>): void {
    const begun = Math.max(0, this.#head - this.#graph.startCount);
    this.#ready = this.#ready?.filter((index, at) => at < begun || !part.has(index));
    for (const index of part) {
      const progress = this.at(index);
      const incoming = this.#graph.incoming[index] ?? NO_EDGES;
      progress.pending = incoming.filter(({ from }) => part.has(from)).length;
      progress.empty = incoming.filter((edge) => !part.has(edge.from) && !brings(edge, this.at(edge.from))).length;
      progress.state = 0;
      progress.value = undefined;
      delete this.#errors?.[progress.node.id];
      if (index !== opener) progress.attempts = 0;
    }
    const ids = new Set([...part].map((index) => this.at(index).node.id));
    this.#skipped = this.#skipped?.filter((id) => !ids.has(id));
  }

  /** What the run gives. */
  result(runId: string): RunResult {
    return {
      results: resultsIn(this.#nodes),
      runId,
      skipped: this.#skipped ?? NONE_SKIPPED,
      errors: this.#errors ?? NO_ERRORS,
    };
  }
}
