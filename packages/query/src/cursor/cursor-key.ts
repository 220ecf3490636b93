/** What seals the cursors of one application. Its bytes are out of reach: it cannot be printed or serialised. */
export interface CursorKey {
  /** The key and the nonce of one cursor. */
  readonly derive: (salt: Uint8Array) => { readonly key: Uint8Array; readonly nonce: Uint8Array };
}

/** The fewest bytes that a secret may have. */
export const MIN_SECRET_BYTES = 16;

/**
 * Makes a key of a secret. Processes with the same secret read each other's cursors.
 *
 * @param secret at least 16 bytes that nobody can guess
 * @returns the key
 * @throws RangeError when the secret is shorter
 * @example
 * ```ts
 * import { cursorKey } from "@dataflow/query";
 *
 * const key = cursorKey("a secret of at least sixteen bytes");
 * ```
 */
export function cursorKey(secret: string | Uint8Array): CursorKey {
  const bytes = typeof secret === "string" ? Buffer.from(secret, "utf8") : Uint8Array.from(secret);
  if (bytes.byteLength < MIN_SECRET_BYTES) throw new RangeError("The secret of cursors is shorter than 16 bytes");
  return Object.freeze({ derive: (salt: Uint8Array) => derive(bytes, salt) });
}

/** A key of its own for each cursor: a nonce that comes twice under one key would give the key away. */
function derive(secret: Uint8Array, salt: Uint8Array): ReturnType<CursorKey["derive"]> {
  const { createHmac } = process.getBuiltinModule("node:crypto");
  const derived = createHmac("sha512", secret).update("dataflow cursor 1").update(salt).digest();
  return { key: derived.subarray(0, 32), nonce: derived.subarray(32, 44) };
}

/**
 * Makes a key that this process alone has.
 *
 * @returns the key
 * @example
 * ```ts
 * import { randomCursorKey } from "@dataflow/query";
 *
 * const key = randomCursorKey(); // its cursors end with the process
 * ```
 */
export function randomCursorKey(): CursorKey {
  let secret: Uint8Array | undefined;
  return Object.freeze({
    // Made with the first cursor: most programs give none away.
    derive: (salt: Uint8Array) => {
      secret ??= process.getBuiltinModule("node:crypto").randomBytes(32);
      return derive(secret, salt);
    },
  });
}
