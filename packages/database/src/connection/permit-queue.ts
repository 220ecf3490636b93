/** How a {@link PermitQueue} grants. */
export interface PermitQueueOptions {
  readonly permits: number;
  readonly timeoutMs: number;
  /**
   * What the timeout measures: how long one waits (`"wait"`), or how long nobody at all was granted anything
   * (`"stall"`), so that a long queue that moves does not time out.
   */
  readonly measure: "wait" | "stall";
  /** Makes the error of one who waited in vain. */
  readonly timeoutError: () => Error;
}

interface Waiter {
  readonly since: number;
  readonly grant: () => void;
  readonly refuse: (error: Error) => void;
}

/** Permits that are granted in the order in which they were asked for. With one permit it is a fair lock. */
export class PermitQueue {
  readonly #options: PermitQueueOptions;
  readonly #waiters: Waiter[] = [];
  #free: number;
  #lastGrant = 0;
  #timer: NodeJS.Timeout | undefined;
  #idleListeners: (() => void)[] = [];

  constructor(options: PermitQueueOptions) {
    this.#options = options;
    this.#free = options.permits;
  }

  /** Whether a permit could be had at once. Nobody waits while one can. */
  get isFree(): boolean {
    return this.#free > 0;
  }

  get inUse(): number {
    return this.#options.permits - this.#free;
  }

  get waiting(): number {
    return this.#waiters.length;
  }

  /** Takes a permit if one is free. */
  tryAcquire(): boolean {
    if (this.#free === 0) return false;
    this.#free--;
    return true;
  }

  /** Takes a permit, after all who asked before. */
  acquire(): Promise<void> {
    if (this.tryAcquire()) return Promise.resolve();
    return new Promise((grant, refuse) => {
      if (this.#waiters.length === 0) this.#lastGrant = performance.now();
      this.#waiters.push({ since: performance.now(), grant, refuse });
      this.#watch();
    });
  }

  /** Gives a permit back; the one who waited longest gets it. */
  release(): void {
    const next = this.#waiters.shift();
    if (next === undefined) {
      this.#free++;
      if (this.#free === this.#options.permits) this.#announceIdle();
      return;
    }
    this.#lastGrant = performance.now();
    next.grant();
    if (this.#waiters.length === 0) this.#unwatch();
  }

  /** Resolves once no permit is out and nobody waits. */
  whenIdle(): Promise<void> {
    if (this.#free === this.#options.permits) return Promise.resolve();
    return new Promise((resolve) => this.#idleListeners.push(resolve));
  }

  #announceIdle(): void {
    const listeners = this.#idleListeners;
    if (listeners.length === 0) return;
    this.#idleListeners = [];
    for (const listener of listeners) listener();
  }

  // One timer for the whole queue: the first in line is always the first to be overdue.
  #watch(): void {
    if (this.#timer !== undefined) return;
    const first = this.#waiters[0];
    if (first === undefined) return;
    const from = this.#options.measure === "stall" ? Math.max(first.since, this.#lastGrant) : first.since;
    const remaining = Math.max(1, from + this.#options.timeoutMs - performance.now());
    this.#timer = setTimeout(() => this.#refuseOverdue(), remaining);
  }

  #unwatch(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #refuseOverdue(): void {
    this.#timer = undefined;
    const now = performance.now();
    for (let first = this.#waiters[0]; first !== undefined; first = this.#waiters[0]) {
      const from = this.#options.measure === "stall" ? Math.max(first.since, this.#lastGrant) : first.since;
      if (now - from < this.#options.timeoutMs) break;
      this.#waiters.shift();
      first.refuse(this.#options.timeoutError());
    }
    this.#watch();
  }
}
