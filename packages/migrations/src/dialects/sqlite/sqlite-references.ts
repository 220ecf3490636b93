import type { CatalogIndex } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ReferenceDialect } from "../reference-dialect.ts";
import { quoteIdentifier, quoteText } from "../sql-text.ts";

/** How SQLite is asked about rows that refer to rows. */
export const sqliteReferences: ReferenceDialect = Object.freeze({
  source: ({ path }) => path.map(quoteIdentifier).join("."),
  rowIdentity,
  checkedInOrder: new Set(["restrict"]),
  checksRowsChangedTwice: false,
  // The library takes 500 at most, and the query around them has some of its own.
  mostBranches: 100,
  // It cannot be stopped from within the process that waits for it.
  read: async (connection, sql) => (await connection.query(sql)).rows,
  listSql: ({ path }) =>
    `SELECT s.name AS child, f.* FROM sqlite_schema AS s, pragma_foreign_key_list(s.name) AS f WHERE s.type = 'table' AND ${quoteText(path[0] ?? "")} IN (s.name, f."table")`,
} satisfies ReferenceDialect);

/** A table without row numbers has a primary key. */
function rowIdentity(table: CatalogObject<"table">, alias: string, objects: CatalogIndex): string {
  if (table.definition.withoutRowid !== true) return `${alias}.rowid`;
  const key = [...objects.values()].find(
    (object): object is CatalogObject<"constraint"> =>
      object.kind === "constraint" && object.parent === table.id && object.definition.type === "primary key",
  );
  const parts = (key?.definition.columns ?? []).map((name) => `quote(${alias}.${quoteIdentifier(name)})`);
  return `(${parts.join(" || ',' || ")})`;
}
