import type { ColumnType } from "@dataflow/core";

/** The types of JSON values that a field can be made of. */
export type JsonValueType = "string" | "number" | "boolean";

const KINDS: { readonly [Type in JsonValueType]: ColumnType } = {
  string: Object.freeze({ kind: "text" }),
  number: Object.freeze({ kind: "real" }),
  boolean: Object.freeze({ kind: "boolean" }),
};

/** What takes a value out of a JSON field: the value if it has the type, and null if it has another. */
export const JSON_VALUES: ReadonlyMap<string, { readonly type: JsonValueType }> = new Map([
  ["$string", { type: "string" }],
  ["$number", { type: "number" }],
  ["$boolean", { type: "boolean" }],
]);

/**
 * The kind of a field that holds values of a type.
 *
 * @param type the type
 * @returns its kind
 */
export function jsonValueKind(type: JsonValueType): ColumnType {
  return KINDS[type];
}
