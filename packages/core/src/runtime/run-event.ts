/** The run as a whole. */
export interface RunStartEvent {
  readonly type: "run-start";
  readonly runId: string;
  readonly startedAt: Date;
}

/** The run has ended. With a transaction, `run-success` means that it is committed. */
export interface RunEndEvent {
  readonly type: "run-success" | "run-failure";
  readonly runId: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** Why, of a `run-failure`. */
  readonly error?: unknown;
}

interface NodeEventFacts {
  readonly runId: string;
  /** The id of the node; of a node in a nested run with the path to it: `"perCustomer[3].createOrder"`. */
  readonly nodeId: string;
  readonly nodeType: string;
}

/** An attempt of a node begins. */
export interface NodeStartEvent extends NodeEventFacts {
  readonly type: "node-start";
  readonly attempt: number;
  readonly startedAt: Date;
}

/** An attempt of a node has ended. */
export interface NodeEndEvent extends NodeEventFacts {
  readonly type: "node-success" | "node-failure";
  readonly attempt: number;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** Why, of a `node-failure`. */
  readonly error?: unknown;
}

/** A node failed and will be tried again. */
export interface NodeRetryEvent extends NodeEventFacts {
  readonly type: "node-retry";
  /** The attempt that failed. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly error: unknown;
}

/** A node will not run: the branch it is on was not taken, or something it depends on failed. */
export interface NodeSkipEvent extends NodeEventFacts {
  readonly type: "node-skip";
}

/** What happens in a run. */
export type RunEvent = RunStartEvent | RunEndEvent | NodeStartEvent | NodeEndEvent | NodeRetryEvent | NodeSkipEvent;

/** Hears what happens in a run. What it throws is reported as a warning of the process and changes nothing. */
export type RunListener = (event: RunEvent) => void;

/**
 * Makes a listener safe: whatever it throws, at once or later, is reported and never reaches the run.
 *
 * @param listener what the user gave
 * @returns the same, harmless
 */
export function harmless(listener: RunListener): RunListener {
  return (event) => {
    try {
      const answer: unknown = listener(event);
      if (answer instanceof Promise) answer.catch(warn);
    } catch (error) {
      warn(error);
    }
  };
}

function warn(error: unknown): void {
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : "something that is not an error";
  process.emitWarning(`An onEvent listener threw ${detail}. The run goes on without it.`, "DataFlowWarning");
}
