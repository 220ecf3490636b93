import type { Connection } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { dataDialect } from "../dialects/data-dialects.ts";
import { tableOfPath } from "../diff/table-name.ts";

/**
 * The rows of a table in a few short texts: equal when the same rows are there, in whatever order. Two equal rows are not
 * the same as one or three.
 */
export interface TableChecksum {
  readonly rows: number;
  /** Of whole rows. */
  readonly whole: string;
  /** Of the values of each column by itself, to be compared when other columns came or went. */
  readonly columns: Readonly<Record<string, string>>;
}

/**
 * Sums up the rows of a table, where they are.
 *
 * @param connection the database
 * @param table the table, of a catalog
 * @param columns the names of the columns that count; equal rows in differently ordered columns are equal
 * @returns the checksum
 */
export function tableChecksum(
  connection: Connection,
  table: CatalogObject<"table">,
  columns: readonly string[],
): Promise<TableChecksum> {
  return dataDialect(connection.dialect).checksum(connection, tableOfPath(table.path), [...columns].sort());
}

/**
 * Sums up the rows of every table, in one transaction.
 *
 * @param connection the database
 * @param catalog what it consists of
 * @returns the checksums by table; virtual tables have none, for their rows are elsewhere
 */
export async function catalogChecksums(
  connection: Connection,
  catalog: Catalog,
): Promise<Readonly<Record<ObjectId, TableChecksum>>> {
  const entries: (readonly [ObjectId, TableChecksum])[] = [];
  await connection.transaction(async () => {
    for (const table of tablesWithRows(catalog))
      entries.push([table.id, await tableChecksum(connection, table, columnNames(catalog, table.id))]);
  });
  return Object.fromEntries(entries);
}

/** The tables of a catalog whose rows are their own. */
export function tablesWithRows(catalog: Catalog): readonly CatalogObject<"table">[] {
  return catalog.objects.filter(isTable).filter(({ definition }) => definition.virtual === undefined);
}

/** The names of a table's columns. */
export function columnNames(catalog: Catalog, table: ObjectId): readonly string[] {
  return catalog.objects.flatMap((object) =>
    object.kind === "column" && object.parent === table ? [object.path.at(-1) ?? ""] : [],
  );
}

function isTable(object: CatalogObject): object is CatalogObject<"table"> {
  return object.kind === "table";
}
