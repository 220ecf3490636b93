import type { ResolvedConnectOptions } from "../../connection/connect-options.ts";
import { PermitQueue } from "../../connection/permit-queue.ts";
import { sqliteError } from "./classify-sqlite-error.ts";
import type { HandleOpener } from "./open-handle.ts";
import { retryWhileBusy } from "./retry-while-busy.ts";
import { readersExhausted } from "./sqlite-errors.ts";
import type { SqliteHandle } from "./sqlite-handle.ts";

/** Handles that read a file beside its writer; they see what is committed. */
export class ReaderPool {
  readonly #opener: HandleOpener;
  readonly #connectTimeoutMs: number;
  readonly #target: string;
  readonly #permits: PermitQueue;
  readonly #idle: SqliteHandle[] = [];
  #beside: SqliteHandle | undefined;

  constructor(opener: HandleOpener, options: ResolvedConnectOptions, target: string) {
    const { poolSize, acquireTimeoutMs, connectTimeoutMs } = options;
    this.#opener = opener;
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#target = target;
    this.#permits = new PermitQueue({
      permits: poolSize,
      timeoutMs: acquireTimeoutMs,
      measure: "wait",
      timeoutError: () => readersExhausted(target, poolSize, acquireTimeoutMs),
    });
  }

  /** How many are lent and open, and how many wait for one. */
  get stats(): { readonly inUse: number; readonly open: number; readonly waiting: number } {
    const { inUse, waiting } = this.#permits;
    return { inUse, open: inUse + this.#idle.length + (this.#beside === undefined ? 0 : 1), waiting };
  }

  /** The reader for single statements, which never outlast the call that runs them. */
  beside(): SqliteHandle {
    this.#beside ??= this.#opener.openReader();
    return this.#beside;
  }

  /** A reader for a stream or a transaction, to be given back. */
  async borrow(): Promise<SqliteHandle> {
    await this.#permits.acquire();
    try {
      const { openReader } = this.#opener;
      return (
        this.#idle.pop() ??
        (await retryWhileBusy({ work: openReader, timeoutMs: this.#connectTimeoutMs, target: this.#target }))
      );
    } catch (error) {
      this.#permits.release();
      throw sqliteError(error, this.#target);
    }
  }

  giveBack(reader: SqliteHandle): void {
    // One that is still inside a transaction would go on seeing the past.
    if (reader.isInTransaction) reader.close();
    else this.#idle.push(reader);
    this.#permits.release();
  }

  async close(): Promise<void> {
    await this.#permits.whenIdle();
    for (const reader of this.#idle.splice(0)) reader.close();
    this.#beside?.close();
    this.#beside = undefined;
  }
}
