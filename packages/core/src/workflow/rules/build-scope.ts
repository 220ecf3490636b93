import type { Diagnostic } from "../../errors/diagnostic.ts";
import type { NodeLookup, NodeType, NodeValues } from "../../node/node-type.ts";
import type { NodeOptions } from "../node-options.ts";
import type { WorkflowConnection } from "../workflow-node.ts";

/** A node of which the id can be used; its type may be unknown. */
export interface ScopeNode {
  readonly id: string;
  readonly type: NodeType | undefined;
  readonly parameters: NodeValues;
  readonly options: NodeOptions;
}

/** What the rules look at and write to while a workflow is built. */
export interface BuildScope {
  readonly lookup: NodeLookup;
  readonly findings: Diagnostic[];
  /** In the order of addition. */
  readonly nodes: Map<string, ScopeNode>;
  /** Connections whose two nodes exist. */
  readonly connections: WorkflowConnection[];
  /** Node id → names that every run must bring. */
  readonly expected: Map<string, readonly string[]>;
}

/** The ids of all nodes, for suggestions. */
export function nodeIds(scope: BuildScope): readonly string[] {
  return [...scope.nodes.keys()];
}

/** The names of the parameters that a node type takes, for suggestions. */
export function parameterNames(type: NodeType): readonly string[] {
  return Object.keys(type.parameters.names);
}
