/**
 * Cuts the bytes of one direction of a connection to a PostgreSQL server into messages, however they arrive.
 *
 * @example
 * ```ts
 * import { MessageReader } from "@dataflow/testing/faults";
 *
 * const fromServer = new MessageReader();
 * fromServer.add(Buffer.from("Z\0\0\0\x05I", "latin1"));
 * console.log(fromServer.next()?.toString("latin1")); // ready for a query
 * ```
 */
export class MessageReader {
  /** The bytes before the length: a letter, except in the first message of a client. */
  #prefix: 0 | 1;
  #rest: Buffer = Buffer.alloc(0);

  /** @param isClient whether the first message has no letter */
  constructor(isClient = false) {
    this.#prefix = isClient ? 0 : 1;
  }

  /** Whether a client has not begun yet: its next message has no letter. */
  get isAtStart(): boolean {
    return this.#prefix === 0;
  }

  /** The next whole message, or undefined until more bytes are there. */
  next(): Buffer | undefined {
    const start = this.#prefix;
    if (this.#rest.length < start + 4) return undefined;
    const length = start + this.#rest.readUInt32BE(start);
    if (this.#rest.length < length) return undefined;
    const message = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return message;
  }

  add(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
  }

  /** From here on every message has its letter. */
  begin(): void {
    this.#prefix = 1;
  }
}
