import { quoteIdentifier } from "../../dialects/sql-text.ts";

/** Whatever has a path, of any kind. */
interface Named {
  readonly path: readonly string[];
}

/** A path as a qualified name: `"public"."orders"`. */
export function quotePath(path: readonly string[]): string {
  return path.map(quoteIdentifier).join(".");
}

/** The qualified name of the table that an object is in. */
export function ownerTable(object: Named): string {
  return quotePath(object.path.slice(0, -1));
}

/** An object's own name, without those of what it is in. */
export function ownName(object: Named): string {
  return quoteIdentifier(object.path.at(-1) ?? "");
}
