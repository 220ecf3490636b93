import type { ColumnType, ScalarColumnType } from "@dataflow/core";

/** The kind of fields that hold documents made of rows. Nothing compares with it. */
export const DOCUMENTS: ColumnType = Object.freeze({ kind: "unknown", sql: "jsonb" });

/**
 * Whether values of a type can be elements of a list.
 *
 * @param type the type
 * @returns false for arrays, documents, bytes and unknown types
 */
export function isScalarType(type: ColumnType): type is ScalarColumnType {
  return type.kind !== "array" && type.kind !== "json" && type.kind !== "bytes" && type.kind !== "unknown";
}
