/** Bytes that grow as they are written. */
export class ByteWriter {
  #buffer: Buffer;
  #length = 0;

  /** @param size how many bytes there is room for at first */
  constructor(size: number) {
    this.#buffer = Buffer.allocUnsafe(size);
  }

  get length(): number {
    return this.#length;
  }

  /** What was written so far; the writer must not be used any more. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Begins a value behind the length that it will have. Gives what {@link endField} takes. */
  beginField(): number {
    this.#room(4);
    this.#length += 4;
    return this.#length;
  }

  endField(start: number): void {
    this.#buffer.writeInt32BE(this.#length - start, start - 4);
  }

  int16(value: number): void {
    this.#room(2);
    this.#length = this.#buffer.writeInt16BE(value, this.#length);
  }

  int32(value: number): void {
    this.#room(4);
    this.#length = this.#buffer.writeInt32BE(value, this.#length);
  }

  int64(value: bigint): void {
    this.#room(8);
    this.#length = this.#buffer.writeBigInt64BE(value, this.#length);
  }

  double(value: number): void {
    this.#room(8);
    this.#length = this.#buffer.writeDoubleBE(value, this.#length);
  }

  byte(value: number): void {
    this.#room(1);
    this.#length = this.#buffer.writeUInt8(value, this.#length);
  }

  text(value: string): void {
    this.#room(value.length * 3);
    this.#length += this.#buffer.write(value, this.#length, "utf8");
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #room(size: number): void {
    if (this.#length + size <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + size));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
