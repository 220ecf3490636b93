import type { DataFlowError } from "../errors/dataflow-error.ts";
import type { NoNodes, ResultsOf } from "../workflow/node-shape.ts";

/** What a run gave. */
export interface RunResult<Nodes = NoNodes> {
  /** Node id → result. A node that was skipped, or failed with `onError: "continue"`, is not in it. */
  readonly results: ResultsOf<Nodes>;
  readonly runId: string;
  /** The ids of the nodes that did not run, in the order in which that was known. */
  readonly skipped: readonly string[];
  /** The errors of nodes with `onError: "continue"`, by node id. */
  readonly errors: Readonly<Record<string, DataFlowError>>;
}
