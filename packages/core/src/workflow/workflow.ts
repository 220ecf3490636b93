import type { NodeSource } from "../node/node-source.ts";
import type { NodeLookup } from "../node/node-type.ts";
import { lookupOf } from "../nodes/stock-nodes.ts";
import { buildWorkflow, type WorkflowParts } from "./build-workflow.ts";
import { decodeWorkflow, type ReferenceRestorer } from "./json/decode-workflow.ts";
import { encodeWorkflow } from "./json/encode-workflow.ts";
import type { WorkflowJson } from "./json/workflow-json.ts";
import type { NoNodes } from "./node-shape.ts";
import { WORKFLOW_BRAND } from "./workflow-brand.ts";
import type { WorkflowGraph } from "./workflow-graph.ts";
import { workflowMermaid } from "./workflow-mermaid.ts";
import type { ExpectedInputs, WorkflowConnection, WorkflowNode } from "./workflow-node.ts";

/**
 * A frozen graph of nodes, checked as a whole when it was built. It can be run any number of times, stored as JSON, and drawn.
 *
 * @example
 * ```ts
 * import { LocalRuntime, Workflow, WorkflowBuilder } from "@dataflow/core";
 *
 * const workflow = new WorkflowBuilder()
 *   .addNode("MergeNode", "greeting", { text: "hello" })
 *   .build();
 * const restored = Workflow.fromJSON(JSON.stringify(workflow));
 * const { results } = await new LocalRuntime().execute(restored);
 * ```
 */
export class Workflow<Nodes = NoNodes> {
  /** Never present at run time: carries the types of the nodes for inference. */
  declare readonly "~nodes"?: Nodes;
  readonly [WORKFLOW_BRAND] = true;
  readonly nodes: readonly WorkflowNode[];
  readonly connections: readonly WorkflowConnection[];
  /** Node ids, sources before their targets. */
  readonly order: readonly string[];
  /** The parameters that every run must bring: node id → names. */
  readonly expectedInputs: ExpectedInputs;
  /** The graph as the runtime walks it, over indices into {@link Workflow.nodes}. */
  readonly graph: WorkflowGraph;
  /** What provided the node types and is opened around a run. */
  readonly source: NodeSource | undefined;
  /** The node types that the workflow may name. */
  readonly lookup: NodeLookup;

  /** Use `new WorkflowBuilder(…).build()` or {@link Workflow.fromJSON}; only they check what they put together. */
  constructor(parts: WorkflowParts, source: NodeSource | undefined, lookup: NodeLookup) {
    this.nodes = parts.nodes;
    this.connections = parts.connections;
    this.order = Object.freeze(parts.graph.order.map((index) => parts.nodes[index]?.id ?? ""));
    this.expectedInputs = parts.expectedInputs;
    this.graph = parts.graph;
    this.source = source;
    this.lookup = lookup;
    Object.freeze(this);
  }

  /**
   * Restores a stored workflow. The JSON may come from anywhere: it is checked as strictly as a workflow written by hand.
   *
   * @param json the text, or what `JSON.parse` made of it
   * @param source what provides the node types it names; without one only the stock nodes are known
   * @returns the workflow
   * @throws WORKFLOW.INVALID_JSON when it does not have the shape of a stored workflow
   * @throws WORKFLOW.INVALID when the workflow in it has mistakes
   */
  static fromJSON(json: unknown, source?: NodeSource): Workflow {
    return restore(json, source, 0);
  }

  /**
   * The workflow as plain JSON data. Dates, bigints, bytes and special numbers are tagged and come back as they were.
   *
   * @returns JSON data for `JSON.stringify` and {@link Workflow.fromJSON}
   * @throws WORKFLOW.NOT_SERIALISABLE when a parameter holds a function or a class instance
   */
  toJSON(): WorkflowJson {
    return encodeWorkflow(this, this.lookup);
  }

  /**
   * Draws the workflow.
   *
   * @returns the text of a Mermaid flowchart, connections labelled `path → input`
   */
  toMermaid(): string {
    return workflowMermaid(this);
  }
}

/** `depth` goes on counting from the value that holds a nested workflow, so nesting cannot get round the limit. */
function restore(json: unknown, source: NodeSource | undefined, depth: number): Workflow {
  const lookup = lookupOf(source);
  const restorer: ReferenceRestorer = {
    depth,
    workflow: (nested, nestedDepth) => restore(nested, source, nestedDepth),
    nodeType: (name) => lookup.get(name),
  };
  return new Workflow(buildWorkflow(decodeWorkflow(json, restorer), lookup), source, lookup);
}
