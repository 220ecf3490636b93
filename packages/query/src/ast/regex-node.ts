import type { RegexPart } from "../pattern/regex-part.ts";

/** Matches texts against a regular expression, already taken apart. `.` and classes stand for code points. */
export interface RegexNode {
  readonly kind: "regex";
  readonly field: string;
  readonly parts: readonly RegexPart[];
  /** Flag `i`, for the letters A–Z only. */
  readonly ignoreCase: boolean;
}

/**
 * Rows whose text field matches a regular expression.
 *
 * @param field the field's name
 * @param parts the expression, taken apart
 * @param ignoreCase whether ASCII letters match in either case
 * @returns the node
 */
export function regex(field: string, parts: readonly RegexPart[], ignoreCase: boolean): RegexNode {
  return Object.freeze({ kind: "regex", field, parts, ignoreCase });
}
