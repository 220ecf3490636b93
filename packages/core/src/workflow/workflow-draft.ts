import type { NodeType } from "../node/node-type.ts";

/** A node as it was written: nothing of it has been checked yet. */
export interface NodeDraft {
  readonly type: string | NodeType<never>;
  readonly id: unknown;
  readonly parameters: unknown;
  readonly options: unknown;
}

/** A connection as it was written. */
export interface ConnectionDraft {
  readonly from: unknown;
  readonly path: unknown;
  readonly to: unknown;
  readonly input: unknown;
}

/** A workflow as it was written, in order. */
export interface WorkflowDraft {
  readonly nodes: readonly NodeDraft[];
  readonly connections: readonly ConnectionDraft[];
  /** Node id → names of the parameters that every run must bring. */
  readonly inputs: unknown;
}
