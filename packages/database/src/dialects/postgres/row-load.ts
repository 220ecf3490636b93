import type { Connection, Submittable } from "pg";
import type { StatementResult } from "../../connection/connection.ts";
import { countOf } from "./command-tag.ts";

const NO_ROWS: StatementResult["rows"] = Object.freeze([]);

/** The messages of the protocol that the driver's types leave out. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
  readonly stream: NodeJS.WritableStream & { readonly writableNeedDrain: boolean };
}

/**
 * A `COPY … FROM STDIN` as the driver's queue takes it. The rows are sent without waiting for the server to ask for
 * them, which the protocol allows and which saves a round trip: a server that refuses the statement passes over them.
 * They are written as fast as the server takes them: all at once would keep everything else waiting, the server too.
 */
export class RowLoad implements Submittable {
  readonly done: Promise<StatementResult>;
  readonly #text: string;
  readonly #rows: Iterable<string | Uint8Array>;
  #resolve: (result: StatementResult) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #failure: { readonly error: unknown } | undefined;
  #isRefused = false;
  #rowCount = 0;

  constructor(text: string, rows: Iterable<string | Uint8Array>) {
    this.#text = text;
    this.#rows = rows;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(driverConnection: Connection): void {
    const connection = driverConnection as unknown as CopyConnection; // it has them, though its types do not say so
    connection.query(this.#text);
    void this.#send(connection);
  }

  handleCopyInResponse(): void {
    // The rows are on their way already.
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#rowCount = countOf(text);
  }

  handleError(error: unknown): void {
    // The next statement follows at once: what is sent from now on would be taken for a part of it.
    this.#isRefused = true;
    this.#failure ??= { error };
    this.#reject(this.#failure.error);
  }

  handleReadyForQuery(): void {
    this.#resolve({ rows: NO_ROWS, rowCount: this.#rowCount });
  }

  async #send(connection: CopyConnection): Promise<void> {
    const { stream } = connection;
    try {
      for (const piece of this.#rows) {
        connection.sendCopyFromChunk(bufferOf(piece));
        // A connection that breaks drains never; then there is nobody to go on for.
        if (stream.writableNeedDrain) await new Promise((resolve) => stream.once("drain", resolve));
        if (this.#isRefused) return;
      }
      connection.endCopyFrom();
    } catch (error) {
      if (this.#isRefused) return;
      // A row that cannot be written: the server is told to forget the others, and its refusal is not the reason.
      this.#failure = { error };
      connection.sendCopyFail("a row cannot be written");
    }
  }
}

/** Bytes are sent as they are, without a copy. */
function bufferOf(piece: string | Uint8Array): Buffer {
  return typeof piece === "string" ? Buffer.from(piece) : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
}
