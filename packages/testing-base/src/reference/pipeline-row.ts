import { isDocument } from "./document-paths.ts";

/** A row by its fields. */
export type Document = Readonly<Record<string, unknown>>;

/** A row of a pipeline, and its place among those that no `$sort` tells apart. */
export interface Ranked {
  readonly document: Document;
  readonly rank: readonly number[];
}

/**
 * The value at a place. Lists are not looked through: where one stands, it is the value or there is none below.
 *
 * @param document the row
 * @param path keys with dots between them
 * @returns the value; undefined where there is none
 */
export function valueAt(document: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce((value, key) => (isDocument(value) && Object.hasOwn(value, key) ? value[key] : undefined), document);
}

/**
 * A row with another value at a place.
 *
 * @param document the row
 * @param path keys with dots between them
 * @param value the value
 * @returns the new row
 */
export function withValue(document: Document, path: string, value: unknown): Document {
  const [key = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...document, [key]: value };
  const inner = document[key];
  return { ...document, [key]: withValue(isDocument(inner) ? inner : {}, rest.join("."), value) };
}

/**
 * A row without a place.
 *
 * @param document the row
 * @param path keys with dots between them
 * @returns the new row
 */
export function without(document: Document, path: string): Document {
  const [key = "", ...rest] = path.split(".");
  const inner = document[key];
  if (rest.length > 0) return isDocument(inner) ? { ...document, [key]: without(inner, rest.join(".")) } : document;
  return Object.fromEntries(Object.entries(document).filter(([name]) => name !== key));
}
