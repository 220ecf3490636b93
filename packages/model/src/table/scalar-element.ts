import type { ColumnType } from "@dataflow/core";
import type { Mapped } from "../dialects/drizzle-dialect.ts";

/**
 * The type of a list of elements of a type.
 *
 * @param element what an element holds
 */
export function scalarElement(element: ColumnType): Mapped<ColumnType> {
  if (element.kind === "array" || element.kind === "json" || element.kind === "bytes" || element.kind === "unknown") {
    return { problem: `is a list of ${element.kind}, and a list holds scalars`, fix: "store it as JSON" };
  }
  return { value: { kind: "array", element } };
}
