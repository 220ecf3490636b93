import { objectId } from "../../../catalog/object-id.ts";
import { canonicalExpression } from "../canonical-expression.ts";
import { text, texts } from "../catalog-row.ts";
import { type CatalogSection, notOfExtension } from "../catalog-section.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";

const FIRST_WITH_FILTERS = 150_000;

/** One table of a publication: from version 15 on with columns and a condition. */
function publishedTable(version: number): string {
  const table = "format('%I.%I', n.nspname, c.relname)";
  if (version < FIRST_WITH_FILTERS) return table;
  return `${table} || coalesce((SELECT ' (' || string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) || ')'
      FROM pg_catalog.pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs::int2[])), '')
    || coalesce(' WHERE ' || pg_catalog.pg_get_expr(r.prqual, r.prrelid), '')`;
}

/** The schemas of a publication, of which there are none before version 15. */
function publishedSchemas(version: number): string {
  if (version < FIRST_WITH_FILTERS) return "NULL";
  return `(SELECT 'TABLES IN SCHEMA ' || string_agg(quote_ident(n.nspname), ', ' ORDER BY n.nspname)
    FROM pg_catalog.pg_publication_namespace m JOIN pg_catalog.pg_namespace n ON n.oid = m.pnnspid WHERE m.pnpubid = p.oid)`;
}

function schemaRows(version: number): string {
  if (version < FIRST_WITH_FILTERS) return "NULL::text[]";
  return "array(SELECT m.oid::text FROM pg_catalog.pg_publication_namespace m WHERE m.pnpubid = p.oid)";
}

/** Publications: they belong to the database, not to a schema. */
export const publicationsSection: CatalogSection = {
  name: "publications",
  when: "EXISTS (SELECT FROM pg_catalog.pg_publication)",
  sql: (version) => `SELECT p.oid, p.pubname AS name,
      array(SELECT m.oid::text FROM pg_catalog.pg_publication_rel m WHERE m.prpubid = p.oid) AS tables,
      ${schemaRows(version)} AS schemas,
      format('CREATE PUBLICATION %I%s WITH (publish = %L, publish_via_partition_root = %s%s)', p.pubname,
        CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE ' FOR ' || nullif(concat_ws(', ',
          (SELECT 'TABLE ' || string_agg(x.item, ', ' ORDER BY x.item) FROM (SELECT ${publishedTable(version)}
            FROM pg_catalog.pg_publication_rel r
            JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE r.prpubid = p.oid) x (item)),
          ${publishedSchemas(version)}), '') END,
        concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
          CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END),
        p.pubviaroot::text, CASE WHEN to_jsonb(p) ->> 'pubgencols' = 's' THEN ', publish_generated_columns = stored' END) AS sql
    FROM pg_catalog.pg_publication p
    WHERE (SELECT everything FROM scope)
      AND ${notOfExtension("pg_publication", "p.oid")}`,
  read(row, { draft }) {
    const path = [text(row, "name")];
    const id = objectId("publication", path);
    const home = address(SYSTEM_CATALOGS.publication, text(row, "oid"));
    draft.add({ id, kind: "publication", path, definition: { sql: canonicalExpression(text(row, "sql")) } }, home);
    draft.addParts(id, [
      ...texts(row, "tables").map((oid) => address(SYSTEM_CATALOGS.publicationRelation, oid)),
      ...texts(row, "schemas").map((oid) => address(SYSTEM_CATALOGS.publicationSchema, oid)),
    ]);
  },
};
