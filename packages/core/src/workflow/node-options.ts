/** How a node that failed is tried again. An error that says it is not retryable is never tried again. */
export interface RetryOptions {
  /** Attempts in all, the first included. */
  readonly attempts: number;
  /** Milliseconds before the second attempt. Default 100. */
  readonly delayMs?: number;
  /** What the delay is multiplied by for each further attempt. Default 2. */
  readonly backoff?: number;
  /** The longest delay. Default 30,000. */
  readonly maxDelayMs?: number;
  /** Whether each delay is drawn at random between zero and its full length, so that many runs do not retry in step. Default `true`. */
  readonly jitter?: boolean;
}

/** What holds for one node of a workflow. */
export interface NodeOptions {
  /** On a node that opens a scope: how all of the scope is run again. */
  readonly retry?: RetryOptions;
  /** How long one attempt may take, in milliseconds. */
  readonly timeoutMs?: number;
  /** `"fail"` (the default) ends the run; `"continue"` skips only what depends on the node. */
  readonly onError?: "fail" | "continue";
  /**
   * Says that the node may be run again with the scope that it stands in, of a node whose effects nobody knows: it leaves
   * nothing outside of the scope, or it does no harm to leave it twice.
   */
  readonly repeatable?: true;
}

/** Retry options with every default filled in. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly delayMs: number;
  readonly backoff: number;
  readonly maxDelayMs: number;
  readonly jitter: boolean;
}

/**
 * Fills in the defaults of retry options.
 *
 * @param options what the node's author gave
 * @returns every value
 */
export function retryPolicy(options: RetryOptions): RetryPolicy {
  return Object.freeze({ delayMs: 100, backoff: 2, maxDelayMs: 30_000, jitter: true, ...options });
}
