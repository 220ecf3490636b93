import type { IndexDefinition } from "../../../catalog/object-definitions.ts";
import { objectId } from "../../../catalog/object-id.ts";
import { quoteIdentifier } from "../../../dialects/sql-text.ts";
import { canonicalExpression } from "../canonical-expression.ts";
import { type CatalogRow, flag, numbers, optionalText, text, unreadable } from "../catalog-row.ts";
import { type CatalogSection, notOfExtension } from "../catalog-section.ts";
import { columnNamesAt, type Relation } from "../relation-index.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";

/** Indexes that are not there for a constraint's sake, and not for the sake of an index of a partition's parent. */
export const indexesSection: CatalogSection = {
  name: "indexes",
  sql: `SELECT i.oid, x.indrelid AS "table", wanted.name AS schema, i.relname AS name,
      pg_catalog.pg_get_indexdef(i.oid) AS sql, m.amname AS method, x.indisunique AS "unique",
      (SELECT json_agg(u.number ORDER BY u.position)
        FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS u (number, position)
        WHERE u.position <= x.indnkeyatts) AS columns,
      pg_catalog.pg_get_expr(x.indpred, x.indrelid) AS predicate, x.indisvalid AS valid, x.indisclustered AS clustered,
      s.spcname AS tablespace
    FROM pg_catalog.pg_index x
    JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    JOIN wanted ON wanted.oid = i.relnamespace
    JOIN pg_catalog.pg_am m ON m.oid = i.relam
    LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = i.reltablespace
    WHERE NOT i.relispartition AND ${notOfExtension("pg_class", "x.indrelid")} AND ${notOfExtension("pg_class", "i.oid")}
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
        WHERE k.conindid = i.oid AND k.conrelid = x.indrelid AND k.contype IN ('p', 'u', 'x'))`,
  read(row, { draft, relations }) {
    const table = relations.get(text(row, "table"));
    if (table === undefined) throw unreadable("table", undefined);
    const path = [text(row, "schema"), text(row, "name")];
    const id = objectId("index", path);
    draft.add(
      { id, kind: "index", path, parent: table.id, definition: definitionOf(row, table) },
      address(SYSTEM_CATALOGS.relation, text(row, "oid")),
    );
  },
};

function definitionOf(row: CatalogRow, table: Relation): IndexDefinition {
  const written = optionalText(row, "predicate");
  const predicate = written === undefined ? undefined : canonicalExpression(written);
  return {
    sql: statementOf(row, predicate),
    method: text(row, "method"),
    unique: flag(row, "unique"),
    columns: numbers(row, "columns").map((place) => (place === 0 ? null : (columnNamesAt(table, [place])[0] ?? null))),
    ...(predicate !== undefined && { predicate }),
    valid: flag(row, "valid"),
    ...(flag(row, "clustered") && { clustered: true }),
  };
}

/**
 * The server writes an index of a partitioned table for the parent alone, and leaves out the tablespace. A valid one is
 * on all partitions, so that is what its statement says.
 */
function statementOf(row: CatalogRow, predicate: string | undefined): string {
  const written = canonicalExpression(text(row, "sql"));
  const sql = flag(row, "valid") && written.includes(" ON ONLY ") ? onAllPartitions(written) : written;
  const tablespace = optionalText(row, "tablespace");
  if (tablespace === undefined) return sql;
  const tail = predicate === undefined ? "" : ` WHERE ${predicate}`;
  const tailLength = sql.endsWith(tail) ? tail.length : 0;
  return `${sql.slice(0, sql.length - tailLength)} TABLESPACE ${quoteIdentifier(tablespace)}${sql.slice(sql.length - tailLength)}`;
}

function onAllPartitions(sql: string): string {
  return sql.replace(/^(CREATE (?:UNIQUE )?INDEX (?:"(?:[^"]|"")*"|[^ "]+) ON )ONLY /, "$1");
}
