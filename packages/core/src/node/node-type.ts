import type { Diagnostic } from "../errors/diagnostic.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { NodeContext } from "./node-context.ts";

/** Named values: the parameters and connected inputs of a node, or its result. */
export type NodeValues = Readonly<Record<string, unknown>>;

/** One parameter of a node, as far as a workflow must know it before it runs. */
export interface ParameterSpec {
  /** A required parameter must be given as a parameter, by a connection or as an input of the run. */
  readonly required: boolean;
  readonly description?: string;
}

/** The parameters that a node type takes. */
export interface ParametersSpec {
  readonly names: Readonly<Record<string, ParameterSpec>>;
  /** Whether names beyond these are accepted too. */
  readonly open: boolean;
}

/**
 * A kind of node: its name, what it takes, what it gives, and how it runs. Frozen data with functions; every node of a
 * workflow refers to one.
 *
 * `Input` is what {@link NodeType.run} receives: static parameters, overlaid by run inputs, overlaid by connected values.
 */
export interface NodeType<Input = NodeValues, Output = unknown, Name extends string = string> {
  readonly type: Name;
  readonly description?: string;
  readonly parameters: ParametersSpec;
  /** The keys of the result when they are known beforehand; absent when any path may be connected. */
  readonly results?: readonly string[];
  /**
   * Looks at a node before it runs, at `build()`. `path` of the findings is relative to the node's parameters.
   *
   * @param parameters the static parameters
   * @param connected the names that a connection or a run input will fill
   */
  check?(parameters: NodeValues, connected: ReadonlySet<string>): readonly Diagnostic[];
  run(input: Input, context: NodeContext): MaybePromise<Output>;
}
