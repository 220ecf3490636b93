import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ReferenceDialect } from "../reference-dialect.ts";
import { quoteIdentifier, quoteText } from "../sql-text.ts";
import { withinTime } from "./within-time.ts";

/** How PostgreSQL is asked about rows that refer to rows. */
export const postgresReferences: ReferenceDialect = Object.freeze({
  source: (table) => (table.definition.partitionBy === undefined ? `ONLY ${nameOf(table)}` : nameOf(table)),
  rowIdentity: (_, alias) => `(${alias}.tableoid::text || ${alias}.ctid::text)`,
  checkedInOrder: new Set(["restrict", "no action"]),
  checksRowsChangedTwice: true,
  mostBranches: 1_000,
  read: async (connection, sql, timeoutMs) =>
    (await withinTime(connection, timeoutMs, () => connection.query(sql)))?.rows,
  listSql: (table) =>
    `SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND ${quoteText(nameOf(table))}::regclass IN (conrelid, confrelid)`,
} satisfies ReferenceDialect);

function nameOf({ path }: CatalogObject<"table">): string {
  return path.map(quoteIdentifier).join(".");
}
