import type { DialectName } from "@dataflow/core";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { keepNotNullName } from "./postgres/kept-not-null.ts";

type RenameColumn = typeof keepNotNullName;

const RENAMED: Readonly<Record<DialectName, RenameColumn>> = {
  postgres: keepNotNullName,
  sqlite: (_version, _before, after) => after,
};

/**
 * What else changes about a column when it, or its table, is called otherwise.
 *
 * @param catalog the database
 * @param before the column
 * @param after the same under new names
 * @returns the column as the database will describe it
 */
export function renamedColumn(
  { dialect, serverVersion }: Pick<Catalog, "dialect" | "serverVersion">,
  before: CatalogObject<"column">,
  after: CatalogObject<"column">,
): CatalogObject<"column"> {
  return RENAMED[dialect](serverVersion, before, after);
}
