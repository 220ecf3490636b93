import { isUtf8 } from "node:buffer";
import { describeKind } from "@dataflow/core";
import { invalidParameter } from "../input/parse-scalars.ts";
import type { Chunks } from "./read-rows.ts";
import { unreadableFile } from "./unreadable-file.ts";

const NOTHING: Uint8Array = new Uint8Array();

/**
 * Passes on pieces of a text, each of whole characters. Bytes in another encoding would be read as other characters, and
 * nobody would know.
 *
 * @param chunks the pieces, cut anywhere
 * @returns the pieces
 * @throws MODEL.UNREADABLE_FILE for bytes that are not UTF-8
 * @throws MODEL.INVALID_PARAMETER for what is neither text nor bytes
 */
export async function* utf8Chunks(chunks: Chunks): AsyncGenerator<string | Uint8Array> {
  let rest = NOTHING;
  for await (const chunk of chunks) {
    if (typeof chunk === "string") {
      if (rest.length > 0) throw notUtf8();
      yield chunk;
      continue;
    }
    if (!(chunk instanceof Uint8Array)) throw notOfFile(chunk);
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = endOfCharacters(bytes);
    const whole = bytes.subarray(0, end);
    if (!isUtf8(whole)) throw notUtf8();
    yield whole;
    rest = bytes.subarray(end);
  }
  if (rest.length > 0) throw notUtf8();
}

/** Where the last character ends that is there as a whole: the first byte of one says how many it has. */
function endOfCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0x80 && byte < 0xc0) continue;
    const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Rows, for example, which a bulk create takes. */
function notOfFile(chunk: unknown) {
  return invalidParameter(
    "source",
    `a piece of it is ${describeKind(chunk)}`,
    "give text or bytes; rows go to bulkCreate",
  );
}

function notUtf8() {
  return unreadableFile("the text", "it is not in UTF-8");
}
