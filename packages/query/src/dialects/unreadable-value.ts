import type { ColumnKind, DataFlowError } from "@dataflow/core";
import { queryErrors } from "../errors/query-errors.ts";

/**
 * The error for a stored value that does not fit its column's kind. Says nothing of the value.
 *
 * @param place the column, for messages
 * @param kind what it should hold
 * @returns the error, to be thrown
 */
export function unreadableValue(place: string, kind: ColumnKind): DataFlowError {
  return queryErrors.create("UNREADABLE_VALUE", {
    message: `${place} holds a value that is no ${kind}`,
    why: "it was written by something else, in a form that this kind does not have",
    fix: "correct the stored value, or declare the field with the kind it really holds",
    meta: { place, kind },
  });
}

/**
 * Reads JSON text of a column.
 *
 * @param text the stored text
 * @param place the column, for messages
 * @param kind what it should hold
 * @returns the document
 * @throws QUERY.UNREADABLE_VALUE when it is not JSON
 */
export function parseStoredJson(text: string, place: string, kind: ColumnKind): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's own message quotes the text.
    throw unreadableValue(place, kind);
  }
}
