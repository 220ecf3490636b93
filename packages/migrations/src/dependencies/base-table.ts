import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName } from "../catalog/object-id.ts";
import type { TableName } from "../diff/table-name.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { findTable } from "./dependency-subject.ts";

/** How callers name a table: `"users"`, `"billing.invoices"`, or by its parts. */
export type TableReference = string | TableName;

/**
 * Finds a table that has rows of its own.
 *
 * @param catalog where
 * @param reference its name; without a database schema it is in the default one
 * @returns the table
 * @throws MIGRATION.UNKNOWN_OBJECT when there is none of that name, or it is a view or a virtual table
 */
export function findBaseTable(catalog: Catalog, reference: TableReference): CatalogObject<"table"> {
  const found = findTable(catalog, subjectOf(catalog, reference));
  if (found.kind === "table" && found.definition.virtual === undefined) return found;
  throw migrationErrors.create("UNKNOWN_OBJECT", {
    message: `${displayName(found.path)} is no table with rows of its own`,
    why: "the columns of a view or a virtual table are those of what it is made from",
    fix: "name the table that it is made from",
  });
}

function subjectOf(
  { objects }: Catalog,
  reference: TableReference,
): { readonly schema?: string; readonly table: string } {
  if (typeof reference !== "string")
    return { table: reference.name, ...(reference.schema !== undefined && { schema: reference.schema }) };
  const isName = objects.some(({ kind, path }) => kind === "table" && path.at(-1) === reference);
  const dot = reference.indexOf(".");
  if (isName || dot <= 0) return { table: reference };
  return { schema: reference.slice(0, dot), table: reference.slice(dot + 1) };
}

/**
 * The columns of a table, in their order.
 *
 * @param catalog where
 * @param table the table
 * @returns its columns
 */
export function columnsOf(
  catalog: Pick<Catalog, "objects">,
  table: Pick<CatalogObject<"table">, "id">,
): readonly CatalogObject<"column">[] {
  return catalog.objects
    .filter((object): object is CatalogObject<"column"> => object.kind === "column" && object.parent === table.id)
    .sort((left, right) => (left.position ?? 0) - (right.position ?? 0));
}
