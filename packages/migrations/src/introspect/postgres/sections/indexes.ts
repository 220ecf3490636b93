import type { IndexDefinition } from "../../../catalog/object-definitions.ts";
import { objectId } from "../../../catalog/object-id.ts";
import { quoteIdentifier } from "../../../dialects/sql-text.ts";
import { canonicalExpression } from "../canonical-expression.ts";
import { type CatalogRow, flag, isRow, number, numbers, optionalText, text } from "../catalog-row.ts";
import { type CatalogSection, inWantedSchema, notOfExtension } from "../catalog-section.ts";
import { columnNamesAt, type Relation } from "../relation-index.ts";
import { address, FIRST_USER_OID, SYSTEM_CATALOGS } from "../system-catalogs.ts";

const FIRST_WITH_EQUAL_NULLS = 150_000;

/** The B-tree, and the types for which its operators are the usual ones without further words. */
const BTREE = "(SELECT oid FROM pg_catalog.pg_am WHERE amname = 'btree')";
const USUAL_OPERATORS = `SELECT o.opcintype, o.oid FROM pg_catalog.pg_opclass o WHERE o.opcdefault AND o.opcmethod = ${BTREE}
  UNION ALL SELECT 'varchar'::regtype, o.oid FROM pg_catalog.pg_opclass o
    WHERE o.opcdefault AND o.opcmethod = ${BTREE} AND o.opcintype = 'text'::regtype`;

/** A key that is nothing but a column: in the usual order, with its own collation and the usual operators of its type. */
function plainKey(place: number): string {
  return `(SELECT quote_ident(a.attname) FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = x.indrelid AND a.attnum = x.indkey[${place}] AND a.attcollation = x.indcollation[${place}]
      AND x.indoption[${place}] = 0 AND (a.atttypid, x.indclass[${place}]) IN (${USUAL_OPERATORS}))`;
}

/**
 * The statement of an index over one, two or three columns that needs no further words; otherwise NULL. Most indexes are
 * such, and the server's function for definitions looks at all operators that there are for each.
 */
function plainStatement(version: number): string {
  const equalNulls = version < FIRST_WITH_EQUAL_NULLS ? "" : " AND NOT x.indnullsnotdistinct";
  const keys = [plainKey(0), plainKey(1), plainKey(2)];
  const listed = keys.map((_, index) => `WHEN ${index + 1} THEN ${keys.slice(0, index + 1).join(" || ', ' || ")}`);
  return `(SELECT format('CREATE %sINDEX %I ON %I.%I USING btree (%s)', CASE WHEN x.indisunique THEN 'UNIQUE ' END, i.relname,
      n.nspname, t.relname, p.keys)
    FROM (SELECT CASE x.indnatts ${listed.join(" ")} END) p (keys), pg_catalog.pg_class t, pg_catalog.pg_namespace n
    WHERE x.indexprs IS NULL AND x.indpred IS NULL AND i.reloptions IS NULL AND i.relkind = 'i'
      AND x.indnatts = x.indnkeyatts AND x.indnatts <= ${keys.length}${equalNulls}
      AND p.keys IS NOT NULL AND t.oid = x.indrelid AND n.oid = t.relnamespace)`;
}

/** Indexes that are not there for a constraint's sake, and not for the sake of an index of a partition's parent. */
export const indexesSection: CatalogSection = {
  name: "indexes",
  columns: [
    ...["oid", "table", "name", "sql", "method", "unique", "columns", "keys"],
    ...["predicate", "valid", "clustered", "tablespace", "statistics"],
  ],
  sql: (version) => `SELECT i.oid, x.indrelid AS "table", i.relname AS name,
      coalesce(${plainStatement(version)}, pg_catalog.pg_get_indexdef(i.oid)) AS sql,
      (SELECT m.amname FROM pg_catalog.pg_am m WHERE m.oid = i.relam) AS method,
      x.indisunique AS "unique", x.indkey::int2[] AS columns, x.indnkeyatts AS keys,
      pg_catalog.pg_get_expr(x.indpred, x.indrelid) AS predicate, x.indisvalid AS valid, x.indisclustered AS clustered,
      CASE WHEN i.reltablespace <> 0 THEN (SELECT s.spcname FROM pg_catalog.pg_tablespace s WHERE s.oid = i.reltablespace) END AS tablespace,
      CASE WHEN x.indexprs IS NOT NULL THEN (SELECT json_object_agg(a.attnum, a.attstattarget)
        FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.oid AND a.attstattarget >= 0) END AS statistics
    FROM pg_catalog.pg_index x
    JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    WHERE x.indexrelid >= ${FIRST_USER_OID} AND NOT x.indisprimary AND NOT i.relispartition AND ${inWantedSchema("i.relnamespace")}
      AND ${notOfExtension("pg_class", "i.oid")}
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
        WHERE k.conindid = i.oid AND k.conrelid = x.indrelid AND k.contype IN ('p', 'u', 'x'))`,
  read(row, { draft, relations }) {
    // An index is in the schema of its table. That of an extension's table, or of a table beside the data, has none here.
    const table = relations.get(text(row, "table"));
    if (table === undefined) return;
    const path = [table.path[0], text(row, "name")];
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
    columns: numbers(row, "columns")
      .slice(0, number(row, "keys"))
      .map((place) => (place === 0 ? null : (columnNamesAt(table, [place])[0] ?? null))),
    ...(predicate !== undefined && { predicate }),
    valid: flag(row, "valid"),
    ...(flag(row, "clustered") && { clustered: true }),
    ...(isRow(row.statistics) && { statistics: targetsOf(row.statistics) }),
  };
}

function targetsOf(row: CatalogRow): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.keys(row).map((key) => [key, number(row, key)]));
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
