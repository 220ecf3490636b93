import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { migrationDialect } from "../dialects/migration-dialects.ts";

/** So many tables are counted in one query. */
const BATCH = 100;

/**
 * Counts the rows of tables, as far as a few milliseconds go: small tables exactly, so that an empty one is known to be
 * empty; large ones by statistics.
 *
 * @param connection the database
 * @param tables tables that are there
 * @returns the rows by table; a table that may not be read is missing, so it counts as unknown
 */
export async function readTableRows(
  connection: Connection,
  tables: readonly CatalogObject[],
): Promise<ReadonlyMap<ObjectId, number>> {
  const rows = new Map<ObjectId, number>();
  for (let start = 0; start < tables.length; start += BATCH) {
    const batch = tables.slice(start, start + BATCH);
    const counts = await countRows(connection, batch);
    for (const [index, { id }] of batch.entries()) {
      const count = counts[index];
      if (count !== undefined && Number.isFinite(count)) rows.set(id, count);
    }
  }
  return rows;
}

async function countRows(connection: Connection, tables: readonly CatalogObject[]): Promise<readonly number[]> {
  try {
    const paths = tables.map(({ path }) => path);
    return await migrationDialect(connection.dialect).rowCounts(connection, paths);
  } catch (error) {
    // Who may change a table may not always read it. Then nobody knows, and nothing counts as empty.
    if (isDataFlowError(error) && error.code === "DATABASE.PERMISSION_DENIED") return [];
    throw error;
  }
}
