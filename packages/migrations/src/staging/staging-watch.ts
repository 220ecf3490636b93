import { type DataFlowError, isDataFlowError } from "@dataflow/core";
import { migrationErrors } from "../errors/migration-errors.ts";
import { stagingLimit } from "./staging-errors.ts";

/** What is watched. */
export interface WatchRequest {
  readonly name: string;
  readonly maxBytes: number | undefined;
  readonly maxMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** How much the environment takes now. */
  readonly bytes: () => Promise<number>;
}

/** Between two questions for the size, however often somebody asks. */
const SIZE_INTERVAL_MS = 200;

/** Holds an environment to its limits: asked between two steps of work, and by a timer while others work. */
export class StagingWatch {
  /** Whether the database itself refuses to grow beyond the limit. */
  isCapped = false;
  readonly #request: WatchRequest;
  readonly #startedAt = performance.now();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #sizeAskedAt = Number.NEGATIVE_INFINITY;
  #error: DataFlowError | undefined;

  constructor(request: WatchRequest) {
    this.#request = request;
  }

  /** Why the environment had to go, if it had to. */
  get error(): DataFlowError | undefined {
    return this.#error;
  }

  /** Aborted when the environment goes. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** What is left of the time; undefined when there is no limit. Never 0, which would mean "for ever" to a server. */
  get remainingMs(): number | undefined {
    const { maxMs } = this.#request;
    return maxMs === undefined ? undefined : Math.max(1, maxMs - this.elapsedMs);
  }

  /** @throws MIGRATION.STAGING_LIMIT, MIGRATION.CANCELLED */
  async check(): Promise<void> {
    if (this.#error !== undefined) throw this.#error;
    const error = this.#timeError() ?? this.#cancelled() ?? (await this.#sizeError());
    if (error === undefined) return;
    this.end(error);
    throw error;
  }

  /** Notes that the environment has to go. */
  end(error?: DataFlowError): void {
    this.#error ??= error;
    clearTimeout(this.#timer);
    this.#stop.abort(error);
  }

  /** What an error means: when the limit was reached meanwhile, that is the reason for everything else. */
  reasonOf(error: unknown): unknown {
    return this.#error ?? this.#timeError() ?? this.#capError(error) ?? error;
  }

  /** Watches on its own until the environment goes, without keeping the program alive. */
  start(onEnd: () => void): void {
    const { maxBytes, maxMs, signal } = this.#request;
    if (maxBytes === undefined && maxMs === undefined && signal === undefined) return;
    const again = (): void => {
      if (this.signal.aborted) return;
      this.#timer = setTimeout(() => {
        // A size that cannot be asked for belongs to an environment that is going.
        this.check().then(again, () => (this.#error === undefined ? again() : onEnd()));
      }, this.#pauseMs());
      this.#timer.unref();
    };
    again();
  }

  #pauseMs(): number {
    return Math.min(SIZE_INTERVAL_MS, (this.remainingMs ?? SIZE_INTERVAL_MS) + 1);
  }

  #timeError(): DataFlowError | undefined {
    const { name, maxMs } = this.#request;
    if (maxMs === undefined || this.elapsedMs < maxMs) return undefined;
    return stagingLimit(name, { what: "time", allowed: maxMs, used: Math.round(this.elapsedMs) });
  }

  #capError(error: unknown): DataFlowError | undefined {
    const { name, maxBytes } = this.#request;
    const isFull = isDataFlowError(error) && error.code === "DATABASE.DISK_FULL";
    if (!this.isCapped || !isFull || maxBytes === undefined) return undefined;
    return stagingLimit(name, { what: "storage", allowed: maxBytes, used: maxBytes });
  }

  #cancelled(): DataFlowError | undefined {
    const { name, signal } = this.#request;
    if (signal?.aborted !== true) return undefined;
    return migrationErrors.create("CANCELLED", {
      message: `The staging environment "${name}" was cancelled and removed`,
      why: "the signal that was given to it was aborted",
      fix: "nothing, if that was meant; otherwise look for what aborted the signal",
      cause: signal.reason,
    });
  }

  async #sizeError(): Promise<DataFlowError | undefined> {
    const { name, maxBytes, bytes } = this.#request;
    if (maxBytes === undefined || performance.now() - this.#sizeAskedAt < SIZE_INTERVAL_MS) return undefined;
    this.#sizeAskedAt = performance.now();
    const used = await bytes();
    return used > maxBytes ? stagingLimit(name, { what: "storage", allowed: maxBytes, used }) : undefined;
  }
}
