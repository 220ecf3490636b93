import type { NodeType, NodeValues } from "../node/node-type.ts";
import type { NodeOptions } from "./node-options.ts";

/** One use of a node type in a workflow. Frozen. */
export interface WorkflowNode {
  readonly id: string;
  readonly type: NodeType;
  readonly parameters: NodeValues;
  readonly options: NodeOptions;
}

/** A path of one node's result that fills an input of another. Frozen. */
export interface WorkflowConnection {
  readonly from: string;
  /** Dotted, own properties and array indices only; `"."` is the whole result. */
  readonly path: string;
  readonly to: string;
  readonly input: string;
}

/** The parameters that every run must bring: node id → names. */
export type ExpectedInputs = ReadonlyMap<string, readonly string[]>;
