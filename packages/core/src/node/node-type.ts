import type { Diagnostic } from "../errors/diagnostic.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { NodeContext } from "./node-context.ts";
import type { NodeRegistry } from "./node-registry.ts";
import type { ScopeRole } from "./node-scope.ts";

/** Named values: the parameters and connected inputs of a node, or its result. */
export type NodeValues = Readonly<Record<string, unknown>>;

/** One parameter of a node, as far as a workflow must know it before it runs. */
export interface ParameterSpec {
  /** A required parameter must be given as a parameter, by a connection or as an input of the run. */
  readonly required: boolean;
  readonly description?: string;
  /** Whether a function is accepted. Default `false`: a workflow is data. */
  readonly function?: boolean;
}

/** The parameters that a node type takes. */
export interface ParametersSpec {
  readonly names: Readonly<Record<string, ParameterSpec>>;
  /** Whether names beyond these are accepted too. */
  readonly open: boolean;
  /** Whether any of them may be a function, because only the node itself can tell. Default `false`. */
  readonly functions?: boolean;
}

/** Where a check may look up other node types: what the workflow may name. */
export type NodeLookup = Pick<NodeRegistry, "get" | "names">;

/** The `of` of the scopes that undo what a node does. */
export type NodeEffects = readonly object[];

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
  /** Like `results`, for a node whose keys depend on its static parameters; `undefined` when they cannot be known. */
  resultKeys?(parameters: NodeValues): readonly string[] | undefined;
  /**
   * Whether the result leaves out keys on purpose, as a switch does with the branches not taken. A connection from a
   * key that is not there then skips its target instead of failing.
   */
  readonly branching?: boolean;
  /**
   * Which connected nodes must have run: `"all"` of them, or `"any"` one (the node then runs with what arrived).
   * Default `"all"`: a node is skipped when one of its sources was.
   */
  readonly join?: "all" | "any";
  /**
   * Where running it leaves something: the `of` of each scope that undoes it, nothing for a node that leaves nothing
   * anywhere. Absent, or `undefined`, where nobody knows; such a node is not run again with the scope that it stands in,
   * unless the workflow's author says so with the option `repeatable`.
   */
  readonly effects?: NodeEffects | ((parameters: NodeValues, nodes: NodeLookup) => NodeEffects | undefined);
  /** The part of a node that opens or ends something for the nodes after it, such as a transaction. */
  readonly scope?: ScopeRole;
  /**
   * Looks at a node before it runs, at `build()`. `path` of the findings is relative to the node's parameters.
   *
   * @param parameters the static parameters
   * @param connected the names that a connection or a run input will fill
   * @param nodes the node types that the workflow may name
   */
  check?(parameters: NodeValues, connected: ReadonlySet<string>, nodes: NodeLookup): readonly Diagnostic[];
  run(input: Input, context: NodeContext): MaybePromise<Output>;
}
