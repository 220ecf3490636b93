import { closest, type DataFlowError, suggestion } from "@dataflow/core";
import { defaultSchema } from "../dialects/model-objects.ts";
import type { TableName } from "../diff/table-name.ts";
import { tableLabel } from "../diff/table-name.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import type { Catalog } from "./catalog.ts";
import type { CatalogObject } from "./catalog-object.ts";
import { displayName } from "./object-id.ts";

/** How callers name a table: `"users"`, `"billing.invoices"`, or by its parts. */
export type TableReference = string | TableName;

/**
 * Finds a table.
 *
 * @param catalog where
 * @param reference its name; without a database schema it is in the default one
 * @returns the table
 * @throws MIGRATION.UNKNOWN_TABLE when there is none of that name
 */
export function findTable(catalog: Catalog, reference: TableReference): CatalogObject<"table"> {
  const tables = catalog.objects.filter((object): object is CatalogObject<"table"> => object.kind === "table");
  const schema = defaultSchema(catalog.dialect);
  const isIn = (path: readonly string[], name: TableName): boolean =>
    path.at(-1) === name.name && (path.length === 1 || path[0] === (name.schema ?? schema));
  const found =
    typeof reference === "string"
      ? (tables.find(({ path }) => isIn(path, { name: reference })) ??
        tables.find(({ path }) => displayName(path) === reference || path.join(".") === reference))
      : tables.find(({ path }) => isIn(path, reference));
  if (found !== undefined) return found;
  throw unknownTable(
    reference,
    tables.map(({ path }) => displayName(path)),
  );
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

/**
 * Finds a column.
 *
 * @param catalog where
 * @param table its table
 * @param name its name
 * @returns the column
 * @throws MIGRATION.UNKNOWN_COLUMN when the table has none of that name
 */
export function findColumn(catalog: Catalog, table: CatalogObject<"table">, name: string): CatalogObject<"column"> {
  const columns = columnsOf(catalog, table);
  const found = columns.find(({ path }) => path.at(-1) === name);
  if (found !== undefined) return found;
  const names = columns.map(({ path }) => path.at(-1) ?? "");
  throw migrationErrors.create("UNKNOWN_COLUMN", {
    message: `The table ${displayName(table.path)} has no column "${name}"`,
    why: "nothing can be planned for a column that is not there",
    fix: suggestion(name, names),
    meta: { table: displayName(table.path), column: name },
  });
}

function unknownTable(reference: TableReference, names: readonly string[]): DataFlowError {
  const name = typeof reference === "string" ? reference : tableLabel(reference);
  const near = closest(name, names);
  return migrationErrors.create("UNKNOWN_TABLE", {
    message: `There is no table "${name}"`,
    why: "nothing can be planned for a table that is not there",
    fix:
      near === undefined
        ? "give the name of a table, with its schema if it is not in the default one"
        : `did you mean "${near}"?`,
    meta: { table: name },
  });
}
