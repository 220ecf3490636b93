import type { DataFlowError, MaybePromise } from "@dataflow/core";
import { databaseErrors } from "../errors/database-errors.ts";
import type { RowStream } from "./driver.ts";
import { OpenStream } from "./open-stream.ts";

type Batch = readonly (readonly unknown[])[];

/** Looks after the streams of one connection: each is given back, however its reader leaves it. */
export class StreamKeeper {
  readonly #target: string;
  readonly #open = new Set<OpenStream>();
  /** A reader that nobody holds any more will not come back; what it holds must not be a reason to keep it. */
  readonly #forgotten = new FinalizationRegistry<OpenStream>((stream) => stream.abandon(() => this.#unread()));

  constructor(target: string) {
    this.#target = target;
  }

  /** Reads a stream to its end, or to where its reader leaves it, and closes it in every case. */
  read(open: () => MaybePromise<RowStream>, signal: AbortSignal | undefined): AsyncGenerator<Batch, void, undefined> {
    const stream = new OpenStream(open, signal, (ended) => this.#open.delete(ended));
    const rows = readAll(stream, () => this.#open.add(stream));
    this.#forgotten.register(rows, stream);
    return rows;
  }

  /**
   * Ends streams that nobody reads from while something waits for them; those whose reader goes on are left to it.
   *
   * @param patienceMs how long a reader may take between two batches
   * @returns what stops it
   */
  endUnread(patienceMs: number): () => void {
    const look = (): void => {
      for (const stream of this.#open) if (stream.unreadMs >= patienceMs) stream.abandon(() => this.#unread());
    };
    const timer = setInterval(look, Math.min(patienceMs, LOOK_AGAIN_MS));
    return () => clearInterval(timer);
  }

  #unread(): DataFlowError {
    return databaseErrors.create("CONNECTION_CLOSED", {
      message: `A stream from ${this.#target} was ended, because nobody had read from it for long`,
      why: "the connection was closed meanwhile, which waits only for those who go on reading",
      fix: "close the connection after the last row was read, or leave the loop when the rest is not needed",
    });
  }
}

const LOOK_AGAIN_MS = 50;

async function* readAll(stream: OpenStream, begin: () => void): AsyncGenerator<Batch, void, undefined> {
  begin();
  try {
    for (let batch = await stream.next(); batch !== undefined; batch = await stream.next()) yield batch;
  } finally {
    await stream.end();
  }
}

export function cancelled(signal: AbortSignal): DataFlowError {
  return databaseErrors.create("QUERY_CANCELLED", {
    message: "The statement was cancelled",
    why: "the signal that was given to it was aborted",
    fix: "nothing, if that was meant; otherwise look for what aborted the signal",
    cause: signal.reason,
  });
}
