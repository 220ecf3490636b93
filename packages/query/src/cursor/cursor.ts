import { queryErrors } from "../errors/query-errors.ts";
import type { SqlParameter } from "../statement/compiled-statement.ts";
import type { CursorKey } from "./cursor-key.ts";
import { type CursorScope, scopeDigest } from "./cursor-scope.ts";
import { positionFromJson, positionToJson } from "./position-text.ts";

/** A place in a list, and which way to go from it. */
export interface Cursor {
  readonly direction: "next" | "previous";
  /** The stored value of each key of the order. */
  readonly position: readonly SqlParameter[];
  /** Whether a row at the place itself belongs to the page. */
  readonly isInclusive: boolean;
}

/** The longest cursor that is given or taken, in characters. */
export const MAX_CURSOR_LENGTH = 4096;

const CIPHER = "aes-256-gcm";
const SALT_BYTES = 16;
const TAG_BYTES = 16;

/**
 * Seals a cursor: nobody without the key can read the values in it, change it, or use it for another list.
 *
 * @param cursor the place
 * @param key the application's key
 * @param scope the list that it belongs to
 * @returns the text to give away
 * @throws QUERY.CURSOR_TOO_LONG when the values of the order's keys do not fit into 4 KB
 * @example
 * ```ts
 * import { type CursorScope, randomCursorKey, sealCursor } from "@dataflow/query";
 *
 * function cursorAfter(id: number, scope: CursorScope): string {
 *   return sealCursor({ direction: "next", position: [id], isInclusive: false }, randomCursorKey(), scope);
 * }
 * ```
 */
export function sealCursor(cursor: Cursor, key: CursorKey, scope: CursorScope): string {
  const { createCipheriv, randomBytes } = process.getBuiltinModule("node:crypto");
  const salt = randomBytes(SALT_BYTES);
  const { key: secret, nonce } = key.derive(salt);
  const cipher = createCipheriv(CIPHER, secret, nonce, { authTagLength: TAG_BYTES }).setAAD(scopeDigest(scope));
  const head = [cursor.direction === "next" ? "n" : "p", cursor.isInclusive ? 1 : 0];
  const sealed = [cipher.update(JSON.stringify([...head, positionToJson(cursor.position)]), "utf8"), cipher.final()];
  const token = Buffer.concat([salt, ...sealed, cipher.getAuthTag()]).toString("base64url");
  if (token.length <= MAX_CURSOR_LENGTH) return token;
  throw queryErrors.create("CURSOR_TOO_LONG", {
    message: `A cursor over ${scope.table.label} would have ${token.length} characters, and ${MAX_CURSOR_LENGTH} are allowed`,
    why: "a cursor holds the values that its list is ordered by",
    fix: "order by shorter fields",
    meta: { table: scope.table.label },
  });
}

/**
 * Opens a cursor.
 *
 * @param token what `sealCursor` gave
 * @param key the application's key
 * @param scope the list that it is used for
 * @returns the place
 * @throws QUERY.INVALID_CURSOR when it was changed, sealed with another key, or given by another list
 * @example
 * ```ts
 * import { type CursorKey, type CursorScope, openCursor } from "@dataflow/query";
 *
 * function directionOf(token: string, key: CursorKey, scope: CursorScope) {
 *   return openCursor(token, key, scope).direction;
 * }
 * ```
 */
export function openCursor(token: string, key: CursorKey, scope: CursorScope): Cursor {
  if (token.length > MAX_CURSOR_LENGTH) throw invalidCursor(scope);
  const bytes = Buffer.from(token, "base64url");
  // Several texts can stand for the same bytes; only the one that was given is taken.
  if (bytes.toString("base64url") !== token || bytes.length < SALT_BYTES + TAG_BYTES) throw invalidCursor(scope);
  const { key: secret, nonce } = key.derive(bytes.subarray(0, SALT_BYTES));
  const { createDecipheriv } = process.getBuiltinModule("node:crypto");
  const decipher = createDecipheriv(CIPHER, secret, nonce, { authTagLength: TAG_BYTES })
    .setAAD(scopeDigest(scope))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(SALT_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
    return readCursor(JSON.parse(text));
  } catch {
    throw invalidCursor(scope);
  }
}

function readCursor(value: unknown): Cursor {
  const [direction, isInclusive, position]: readonly unknown[] = Array.isArray(value) ? value : [];
  return Object.freeze({
    direction: direction === "n" ? "next" : "previous",
    position: positionFromJson(position),
    isInclusive: isInclusive === 1,
  });
}

function invalidCursor(scope: CursorScope) {
  return queryErrors.create("INVALID_CURSOR", {
    message: `The cursor was not given by this list of ${scope.table.label}`,
    why: "it was changed on its way, its secret is another one by now, or the filter or the order is not the same",
    fix: "pass a cursor on as it came, with the same filter and order; or start again without one",
    meta: { table: scope.table.label },
  });
}
