import type { ColumnType } from "@dataflow/core";

/**
 * Whether a column of the actual type can serve a model that declares the wanted type: everything the model writes is
 * kept, and reads back as it was written. Each dialect knows its own answer, because it depends on how kinds are stored.
 */
export type CanHold = (actual: ColumnType, wanted: ColumnType) => boolean;

/**
 * The strictest answer that needs no dialect: the same kind; an unknown type is given the benefit of the doubt.
 *
 * @param actual the type in the catalog
 * @param wanted the type in the model
 * @returns true when the kinds are the same or the actual kind is unknown
 */
export function isSameKind(actual: ColumnType, wanted: ColumnType): boolean {
  return actual.kind === "unknown" || actual.kind === wanted.kind;
}
