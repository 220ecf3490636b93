import type { MaybePromise } from "@dataflow/core";
import type { RowStream } from "./driver.ts";
import { cancelled } from "./stream-rows.ts";

type Batch = readonly (readonly unknown[])[];

/**
 * A stream between its opening and its end. Whoever reads it can stop at any time without a word, and it can be ended while
 * nobody reads: then what it holds is given back at once, and whoever comes to read later is told why there is no more.
 */
export class OpenStream {
  readonly #open: () => MaybePromise<RowStream>;
  readonly #signal: AbortSignal | undefined;
  readonly #onEnd: (stream: OpenStream) => void;
  #rows: RowStream | undefined;
  #isReading = false;
  #lastRead = performance.now();
  #reason: (() => Error) | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    open: () => MaybePromise<RowStream>,
    signal: AbortSignal | undefined,
    onEnd: (stream: OpenStream) => void,
  ) {
    this.#open = open;
    this.#signal = signal;
    this.#onEnd = onEnd;
  }

  /** How long nobody has asked for rows; none while somebody waits for them. */
  get unreadMs(): number {
    return this.#isReading ? 0 : performance.now() - this.#lastRead;
  }

  /** The next batch; undefined at the end. */
  async next(): Promise<Batch | undefined> {
    this.#assertGoing();
    this.#isReading = true;
    try {
      this.#rows ??= await this.#opened();
      this.#assertGoing();
      const batch = await this.#rows.next();
      this.#assertGoing();
      return batch;
    } finally {
      this.#isReading = false;
      this.#lastRead = performance.now();
    }
  }

  /** Gives back what the stream holds; a second call waits for the first. */
  end(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Ends the stream from outside: at once, or as soon as the rows that somebody waits for are there. */
  abandon(reason: () => Error): void {
    this.#reason ??= reason;
    // Who reads ends it by itself. What closing fails with concerns nobody: the connection is thrown away.
    if (!this.#isReading) this.end().catch(() => undefined);
  }

  async #opened(): Promise<RowStream> {
    const rows = await this.#open();
    this.#signal?.addEventListener("abort", this.#abort, { once: true });
    return rows;
  }

  async #close(): Promise<void> {
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#onEnd(this);
    await this.#rows?.close();
  }

  #assertGoing(): void {
    if (this.#signal?.aborted === true) throw cancelled(this.#signal);
    if (this.#reason !== undefined) throw this.#reason();
  }

  readonly #abort = (): void => {
    const signal = this.#signal;
    if (signal !== undefined) this.abandon(() => cancelled(signal));
  };
}
