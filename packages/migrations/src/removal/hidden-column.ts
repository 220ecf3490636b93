import { Buffer } from "node:buffer";

const PREFIX = "_df_dropped_";
const LONGEST_BYTES = 63;
const DIGITS = 36;
/** A column that is hidden only while it is copied never expires by itself. */
export const NEVER = Number.MAX_SAFE_INTEGER;

/**
 * The name under which a column is hidden. It says until when, so that nothing has to be kept beside it.
 *
 * @param name the column's name
 * @param expiresAt when it may be removed, in milliseconds since 1970
 * @returns the name, short enough for every database
 */
export function hiddenName(name: string, expiresAt: number): string {
  const start = `${PREFIX}${expiresAt.toString(DIGITS)}_`;
  let rest = name;
  while (Buffer.byteLength(start + rest) > LONGEST_BYTES) rest = [...rest].slice(0, -1).join("");
  return start + rest;
}

/**
 * Reads the name of a hidden column.
 *
 * @param name the name of a column
 * @returns until when it is hidden, and its former name as far as there was room; undefined for any other column
 */
export function parseHiddenName(name: string): { readonly expiresAt: number; readonly formerName: string } | undefined {
  const found = /^_df_dropped_(?<until>[0-9a-z]+)_(?<rest>.*)$/su.exec(name)?.groups;
  if (found?.until === undefined || found.rest === undefined) return undefined;
  const expiresAt = Number.parseInt(found.until, DIGITS);
  return Number.isSafeInteger(expiresAt) ? { expiresAt, formerName: found.rest } : undefined;
}

/**
 * Whether a column was hidden by a soft drop: it belongs to no model.
 *
 * @param name its name
 * @returns true for a hidden one
 * @example
 * ```ts
 * import { isHiddenColumn } from "@dataflow/migrations";
 *
 * console.log(isHiddenColumn("legacy")); // false
 * ```
 */
export function isHiddenColumn(name: string): boolean {
  return parseHiddenName(name) !== undefined;
}
