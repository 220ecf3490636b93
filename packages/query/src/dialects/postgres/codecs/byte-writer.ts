/** Up to this length a text is written faster here than by a call that leaves the engine. */
const SHORT_TEXT = 32;

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
    this.#word(this.#length - start, start - 4);
  }

  int16(value: number): void {
    this.#room(2);
    this.#length = this.#buffer.writeInt16BE(value, this.#length);
  }

  int32(value: number): void {
    this.#room(4);
    this.#word(value, this.#length);
    this.#length += 4;
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
    this.#buffer[this.#length++] = value;
  }

  text(value: string): void {
    this.#room(value.length * 3);
    if (value.length <= SHORT_TEXT && this.#ascii(value)) return;
    this.#length += this.#buffer.write(value, this.#length, "utf8");
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Four bytes, the first one first. The buffer's own method looks at the value and the place once more. */
  #word(value: number, place: number): void {
    const buffer = this.#buffer;
    buffer[place] = value >>> 24;
    buffer[place + 1] = value >>> 16;
    buffer[place + 2] = value >>> 8;
    buffer[place + 3] = value;
  }

  /** Writes a text of one byte for each character; false for any other, of which nothing counts as written. */
  #ascii(value: string): boolean {
    const buffer = this.#buffer;
    let place = this.#length;
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code > 127) return false;
      buffer[place++] = code;
    }
    this.#length = place;
    return true;
  }

  #room(size: number): void {
    if (this.#length + size > this.#buffer.length) this.#grow(size);
  }

  #grow(size: number): void {
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + size));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
