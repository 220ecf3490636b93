import { workflowErrors } from "../errors/workflow-errors.ts";
import type { NodeSource } from "../node/node-source.ts";
import type { NodeType } from "../node/node-type.ts";
import { lookupOf } from "../nodes/stock-nodes.ts";
import { suggestion } from "../text/closest.ts";
import { describeKind, isObject, isPlainObject } from "../text/own-keys.ts";
import { sentence } from "../text/sentence.ts";
import { buildWorkflow } from "./build-workflow.ts";
import type { NodeOptions } from "./node-options.ts";
import type {
  CheckedInput,
  ExpectedInputsOf,
  InputOf,
  NodeEntry,
  NodeIdOf,
  NodeNameOf,
  NoNodes,
  OutputOf,
  ShapeOf,
  StaticParameters,
} from "./node-shape.ts";
import type { CheckedPath, ValueAt } from "./result-path.ts";
import { Workflow } from "./workflow.ts";
import type { ConnectionDraft, NodeDraft } from "./workflow-draft.ts";
import { ORDER_ONLY } from "./workflow-graph.ts";

/** What {@link WorkflowBuilder.build} takes. */
export interface BuildOptions<Inputs = Readonly<Record<string, readonly string[]>>> {
  /** The parameters that every run must bring with its `inputs`: node id → names. */
  readonly inputs?: Inputs;
}

/**
 * Collects nodes and connections, and checks all of them at once when it builds.
 *
 * With a typed source the compiler checks names, parameters, both ends of every connection and the results already;
 * for that, chain the calls, because each returns the builder with what it has learnt. Every call adds to the same builder.
 *
 * @example
 * ```ts
 * import { functionNode, LocalRuntime, WorkflowBuilder } from "@dataflow/core";
 *
 * const workflow = new WorkflowBuilder()
 *   .addNode(functionNode(() => ({ celsius: 21 })), "measure")
 *   .addNode(functionNode((input: { celsius: number }) => ({ fahrenheit: input.celsius * 1.8 + 32 })), "convert")
 *   .addConnection("measure", "celsius", "convert", "celsius")
 *   .build();
 * const { results } = await new LocalRuntime().execute(workflow);
 * console.log(results.convert.fahrenheit);
 * ```
 */
export class WorkflowBuilder<Types = unknown, Nodes = NoNodes> {
  readonly #source: NodeSource<Types> | undefined;
  readonly #nodes: NodeDraft[] = [];
  readonly #connections: ConnectionDraft[] = [];

  /**
   * @param source what provides node types beside the stock ones: a `DataFlow`, or `nodeSourceOf([…])`
   * @throws WORKFLOW.INVALID_BUILDER when it is something else
   */
  constructor(source?: NodeSource<Types>) {
    if (source !== undefined && (!isObject(source) || !isObject(source.nodes))) throw notASource(source);
    this.#source = source;
  }

  /**
   * Adds a node.
   *
   * @param type the name of a node type, or a node type
   * @param id names the node in this workflow: connections and results refer to it
   * @param parameters static values; what a connection or the run fills is left out
   * @param options retry, timeout, and what a failure means
   * @returns the builder, knowing the node
   */
  addNode<const Type extends NodeNameOf<Types> | NodeType<never>, const Id extends string>(
    type: Type,
    id: Id,
    parameters?: StaticParameters<ShapeOf<Types, Type>>,
    options?: NodeOptions,
  ): WorkflowBuilder<Types, Nodes & NodeEntry<Id, ShapeOf<Types, Type>>> {
    this.#nodes.push({ type, id, parameters, options });
    // The same builder; only what the compiler knows about it has grown.
    return this as unknown as WorkflowBuilder<Types, Nodes & NodeEntry<Id, ShapeOf<Types, Type>>>;
  }

  /**
   * Connects a value of one node's result to an input of another.
   *
   * @param from the id of the source
   * @param path where the value is in its result: `"id"`, `"records.0.id"`, or `"."` for the whole result
   * @param to the id of the target
   * @param input the target's parameter that it fills; `"."` fills none, and the target only waits for the source
   * @returns the builder
   */
  addConnection<
    const From extends NodeIdOf<Types, Nodes>,
    const Path extends string,
    const To extends NodeIdOf<Types, Nodes>,
    const Input extends string,
  >(
    from: From,
    path: CheckedPath<OutputOf<Nodes, From>, Path>,
    to: To,
    input: CheckedInput<InputOf<Nodes, To>, ValueAt<OutputOf<Nodes, From>, Path>, Input>,
  ): this {
    this.#connections.push({ from, path, to, input });
    return this;
  }

  /**
   * Lets a node wait for another one without taking anything from it. It is skipped when the other one is.
   *
   * @param from the id of the node that comes first
   * @param to the id of the node that waits
   * @returns the builder
   */
  addOrder<const From extends NodeIdOf<Types, Nodes>, const To extends NodeIdOf<Types, Nodes>>(
    from: From,
    to: To,
  ): this {
    this.#connections.push({ from, path: ".", to, input: ORDER_ONLY });
    return this;
  }

  /**
   * Checks everything and makes the workflow. The builder may be used further; what is added later is not in this workflow.
   *
   * @param options which parameters a run will bring
   * @returns the workflow, frozen
   * @throws WORKFLOW.INVALID with every mistake in its diagnostics
   */
  build(options: BuildOptions<ExpectedInputsOf<Types, Nodes>> = {}): Workflow<Nodes> {
    refuseUnknownOptions(options);
    const lookup = lookupOf(this.#source);
    const draft = { nodes: this.#nodes, connections: this.#connections, inputs: options.inputs };
    return new Workflow<Nodes>(buildWorkflow(draft, lookup), this.#source, lookup);
  }
}

function refuseUnknownOptions(options: object): void {
  if (!isPlainObject(options))
    throw badCall(`build() takes an object, not ${describeKind(options)}`, "Write build({ inputs: … }) or build()");
  for (const key of Object.keys(options)) {
    if (key !== "inputs")
      throw badCall(`build() has no option "${key.slice(0, 80)}"`, sentence(suggestion(key, ["inputs"])));
  }
}

function notASource(source: unknown) {
  const fix = "Give a DataFlow, nodeSourceOf([…]), or an object { nodes: createNodeRegistry([…]) }";
  return badCall(`${sentence(describeKind(source))} does not provide node types`, fix);
}

function badCall(message: string, fix: string) {
  return workflowErrors.create("INVALID_BUILDER", {
    message,
    why: "the builder takes nothing that it would have to ignore",
    fix,
  });
}
