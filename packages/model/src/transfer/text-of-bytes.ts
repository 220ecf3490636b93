import { isUtf8 } from "node:buffer";
import { UnreadableValue } from "../input/unreadable-value.ts";

const NO_TEXT = new UnreadableValue("is no text in UTF-8", "write the text in UTF-8");

/**
 * The text that bytes are. Not by a TextDecoder, which takes a mark at the beginning away, and what is no text for
 * another one.
 *
 * @param bytes the bytes
 * @returns the text, or what stands for one that cannot be read
 */
export function textOfBytes(bytes: Uint8Array): string | UnreadableValue {
  if (!isUtf8(bytes)) return NO_TEXT;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
