import type { ObjectKind } from "./object-kind.ts";

/**
 * What tells an object of a catalog from all others: its kind and its name, readable and the same in every run.
 * `"table public.orders"`, `"column public.orders.total"`, `"function public.area(integer, integer)"`.
 */
export type ObjectId = `${ObjectKind} ${string}`;

const PLAIN = /^[a-z_][a-z0-9_$]*$/;

/**
 * Names an object.
 *
 * @param kind its kind
 * @param path its name, after the names of what it is in: schema, table, column
 * @param suffix what else tells it from others of its name, such as the types of a function's arguments
 * @returns the identity; names that are not plain are quoted, so no two objects share one
 * @example
 * ```ts
 * import { objectId } from "@dataflow/migrations";
 *
 * objectId("column", ["public", "orders", "total"]); // "column public.orders.total"
 * objectId("table", ["public", "Orders"]); // 'table public."Orders"'
 * ```
 */
export function objectId(kind: ObjectKind, path: readonly string[], suffix = ""): ObjectId {
  return `${kind} ${path.map(quoteUnlessPlain).join(".")}${suffix}`;
}

/**
 * What a constraint without a name is called: its own words.
 *
 * @param constraint its clause and the columns it is about
 * @returns the last name of its path
 */
export function unnamedConstraint(constraint: { readonly sql: string; readonly columns: readonly string[] }): string {
  return `${constraint.sql} of ${constraint.columns.join(", ")}`;
}

/**
 * An object's name for people and for options such as `allow`: `orders.total`, without the schema that is the default.
 *
 * @param path the names
 * @returns the names, quoted where they have to be
 * @example
 * ```ts
 * import { displayName } from "@dataflow/migrations";
 *
 * displayName(["public", "orders", "total"]); // "orders.total"
 * ```
 */
export function displayName(path: readonly string[]): string {
  const short = path.length > 1 && path[0] === "public" ? path.slice(1) : path;
  return short.map(quoteUnlessPlain).join(".");
}

function quoteUnlessPlain(name: string): string {
  return PLAIN.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
