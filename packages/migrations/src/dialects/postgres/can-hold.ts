import type { ColumnType } from "@dataflow/core";

/** Kinds that hold numbers; one may serve another, because values travel as decimal text. */
const NUMBERS: readonly string[] = ["integer", "bigint", "real", "decimal"];
const TEXTS: readonly string[] = ["text", "enum"];

/**
 * Whether a column can serve a model that declares another type. In doubt it can: an alarm must be right.
 *
 * @param actual the type in the catalog
 * @param wanted the type in the model
 * @returns false when writing or reading would fail, or would change values
 */
export function canHold(actual: ColumnType, wanted: ColumnType): boolean {
  if (actual.kind === "unknown") return true;
  if (actual.kind === "decimal" && wanted.kind === "decimal") return actual.scale >= wanted.scale;
  if (actual.kind === "array" && wanted.kind === "array") return canHold(actual.element, wanted.element);
  if (actual.kind === wanted.kind) return true;
  if (TEXTS.includes(wanted.kind)) return TEXTS.includes(actual.kind) || actual.kind === "uuid";
  return NUMBERS.includes(actual.kind) && NUMBERS.includes(wanted.kind);
}
