/** Facts about who runs a workflow and for whom: `{ tenantId: "acme", userId: "u1" }`. */
export type RunContext = Readonly<Record<string, unknown>>;

/** What a node is told beside its input. */
export interface NodeContext {
  readonly runId: string;
  readonly nodeId: string;
  /** 1 for the first attempt; more when the node is retried. */
  readonly attempt: number;
  readonly context: RunContext;
  /** Aborted when the run is cancelled or the node's time is over. */
  readonly signal: AbortSignal;
}
