/** Where in a text another one is looked for. */
export type TextPosition = "start" | "end" | "anywhere";

/** Matches texts that start with, end with or contain another, character for character. */
export interface TextNode {
  readonly kind: "text";
  readonly field: string;
  readonly position: TextPosition;
  readonly text: string;
}

/**
 * Rows whose text field has another text at a place. Nothing in it is special: `%` means a per cent sign.
 *
 * @param field the field's name
 * @param position where to look
 * @param text what to look for
 * @returns the node
 * @example
 * ```ts
 * import { hasText } from "@dataflow/query";
 *
 * const french = hasText("phone", "start", "+33");
 * ```
 */
export function hasText(field: string, position: TextPosition, text: string): TextNode {
  return Object.freeze({ kind: "text", field, position, text });
}
