/** The longest identifier that both databases keep whole, in bytes of UTF-8. PostgreSQL cuts longer ones silently. */
export const MAX_IDENTIFIER_BYTES = 63;

/**
 * Shortens a generated name (of an index or a constraint) to what a database keeps, with a digest of the whole name at
 * its end so that two long names never become one.
 *
 * @param name the wanted name
 * @returns the name itself when it fits, otherwise its beginning and eight hexadecimal digits (FNV-1a, 32 bits)
 * @example
 * ```ts
 * import { fitIdentifier } from "@dataflow/core";
 *
 * fitIdentifier("orders_customer_id_idx"); // the same
 * fitIdentifier("x".repeat(100)).length; // 63
 * ```
 */
export function fitIdentifier(name: string): string {
  if (Buffer.byteLength(name) <= MAX_IDENTIFIER_BYTES) return name;
  let digest = 0x811c9dc5;
  for (const byte of Buffer.from(name)) digest = Math.imul(digest ^ byte, 0x01000193) >>> 0;
  const suffix = `_${digest.toString(16).padStart(8, "0")}`;
  let kept = name;
  while (Buffer.byteLength(kept) + suffix.length > MAX_IDENTIFIER_BYTES) kept = kept.slice(0, -1);
  return kept.toWellFormed().replaceAll("\ufffd", "") + suffix;
}

/**
 * What is wrong with an identifier that a user chose, if anything.
 *
 * @param name the identifier
 * @returns the reason it cannot be used, or undefined when it can
 * @example
 * ```ts
 * import { identifierProblem } from "@dataflow/core";
 *
 * identifierProblem("orders"); // undefined
 * identifierProblem(""); // "it is empty"
 * ```
 */
export function identifierProblem(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (!name.isWellFormed()) return "it is not well-formed Unicode";
  if (name.includes("\0")) return "it contains a NUL character";
  const bytes = Buffer.byteLength(name);
  if (bytes > MAX_IDENTIFIER_BYTES) return `it has ${bytes} bytes, and a database keeps ${MAX_IDENTIFIER_BYTES}`;
  return undefined;
}
