import { objectId } from "../../../catalog/object-id.ts";
import { canonicalExpression } from "../canonical-expression.ts";
import { optionalNumber, text, unreadable } from "../catalog-row.ts";
import { type CatalogSection, notOfExtension } from "../catalog-section.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";

/** Extended statistics. */
export const statisticsSection: CatalogSection = {
  name: "statistics",
  when: "EXISTS (SELECT FROM pg_catalog.pg_statistic_ext)",
  sql: `SELECT s.oid, s.stxrelid AS "table", wanted.name AS schema, s.stxname AS name,
      pg_catalog.pg_get_statisticsobjdef(s.oid) AS sql, CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END AS target
    FROM pg_catalog.pg_statistic_ext s
    JOIN wanted ON wanted.oid = s.stxnamespace
    JOIN pg_catalog.pg_class c ON c.oid = s.stxrelid
    JOIN wanted tables ON tables.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm') AND ${notOfExtension("pg_class", "s.stxrelid")}`,
  read(row, { draft, relations }) {
    const table = relations.get(text(row, "table"));
    if (table === undefined) throw unreadable("table", undefined);
    const path = [text(row, "schema"), text(row, "name")];
    const id = objectId("statistics", path);
    const target = optionalNumber(row, "target");
    const definition = { sql: canonicalExpression(text(row, "sql")), ...(target !== undefined && { target }) };
    const home = address(SYSTEM_CATALOGS.statistics, text(row, "oid"));
    draft.add({ id, kind: "statistics", path, parent: table.id, definition }, home);
  },
};
