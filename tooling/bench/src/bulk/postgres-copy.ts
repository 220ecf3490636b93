import { once } from "node:events";
import { Readable } from "node:stream";
import type pg from "pg";
import type { Connection, Submittable } from "pg";

/** What the driver's types leave out. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  readonly stream: NodeJS.WritableStream & { readonly writableNeedDrain: boolean };
}

type Pieces = Iterable<Buffer> | AsyncIterable<Buffer>;

/** Runs a COPY … FROM STDIN; pieces are made while the server takes the ones before. */
export function copyPieces(client: pg.Client, text: string, pieces: Pieces): Promise<void> {
  return new Promise((resolve, reject) => {
    const load: Submittable & Record<string, unknown> = {
      submit: (connection: Connection) => copyOf(connection).query(text),
      handleCopyInResponse: (connection: Connection) => void sendPieces(copyOf(connection), pieces).catch(reject),
      handleCommandComplete: () => undefined,
      handleReadyForQuery: resolve,
      handleError: reject,
    };
    client.query(load);
  });
}

/** Runs a COPY … TO STDOUT and gives what comes; whoever reads slowly is not waited for. */
export function copyOut(client: pg.Client, text: string): Readable {
  const out = new Readable({ read: () => undefined });
  const unload: Submittable & Record<string, unknown> = {
    submit: (connection: Connection) => copyOf(connection).query(text),
    // The driver reads on into the same memory.
    handleCopyData: ({ chunk }: { readonly chunk: Buffer }) => out.push(Buffer.from(chunk)),
    handleCommandComplete: () => undefined,
    handleReadyForQuery: () => out.push(null),
    handleError: (error: Error) => out.destroy(error),
  };
  client.query(unload);
  return out;
}

async function sendPieces(connection: CopyConnection, pieces: Pieces): Promise<void> {
  for await (const piece of pieces) {
    connection.sendCopyFromChunk(piece);
    if (connection.stream.writableNeedDrain) await once(connection.stream, "drain");
  }
  connection.endCopyFrom();
}

function copyOf(connection: Connection): CopyConnection {
  return connection as unknown as CopyConnection; // it has these, though its types do not say so
}

const PIECE_LENGTH = 65_536;

/** Rows in COPY's text form. None of the texts may have a character that it gives a meaning to. */
export function* textPieces<Row>(rows: readonly Row[], line: (row: Row, index: number) => string): Generator<Buffer> {
  let piece = "";
  for (let index = 0; index < rows.length; index++) {
    piece += `${line(rows[index] as Row, index)}\n`; // within the length
    if (piece.length < PIECE_LENGTH) continue;
    yield Buffer.from(piece);
    piece = "";
  }
  yield Buffer.from(piece);
}

/** Writes values in COPY's binary form. */
export class BinaryRow {
  #buffer = Buffer.allocUnsafe(PIECE_LENGTH + 8_192);
  #length = 0;

  begin(fields: number): void {
    this.#length = this.#buffer.writeInt16BE(fields, this.#length);
  }

  text(value: string): void {
    const written = this.#buffer.write(value, this.#length + 4, "utf8");
    this.#buffer.writeInt32BE(written, this.#length);
    this.#length += 4 + written;
  }

  integer(value: number): void {
    this.#length = this.#buffer.writeInt32BE(4, this.#length);
    this.#length = this.#buffer.writeInt32BE(value, this.#length);
  }

  boolean(value: boolean): void {
    this.#length = this.#buffer.writeInt32BE(1, this.#length);
    this.#length = this.#buffer.writeUInt8(value ? 1 : 0, this.#length);
  }

  /** Microseconds since the year 2000. */
  time(microseconds: bigint): void {
    this.#length = this.#buffer.writeInt32BE(8, this.#length);
    this.#length = this.#buffer.writeBigInt64BE(microseconds, this.#length);
  }

  raw(bytes: Buffer): void {
    this.#length += bytes.copy(this.#buffer, this.#length);
  }

  get isFull(): boolean {
    return this.#length >= PIECE_LENGTH;
  }

  take(): Buffer {
    const piece = Buffer.from(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
    return piece;
  }
}

/** Rows in COPY's binary form. */
export function* binaryPieces<Row>(
  rows: readonly Row[],
  write: (row: Row, index: number, to: BinaryRow) => void,
): Generator<Buffer> {
  const to = new BinaryRow();
  to.raw(Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1"));
  for (let index = 0; index < rows.length; index++) {
    write(rows[index] as Row, index, to); // within the length
    if (to.isFull) yield to.take();
  }
  to.begin(-1);
  yield to.take();
}

/** A list of integers in the server's own form of an array. */
export function binaryIntegers(values: readonly number[]): Buffer {
  const list = Buffer.allocUnsafe(20 + values.length * 8);
  // One dimension, without nulls, of integers (type 23), so many from the place 1.
  let length = 0;
  for (const word of [1, 0, 23, values.length, 1]) length = list.writeInt32BE(word, length);
  for (const value of values) {
    length = list.writeInt32BE(4, length);
    length = list.writeInt32BE(value, length);
  }
  return list;
}

/** The present time in the binary form. */
export function binaryNow(): bigint {
  return BigInt(Date.now() - Date.UTC(2000, 0, 1)) * 1_000n;
}
