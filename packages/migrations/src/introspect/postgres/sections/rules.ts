import { objectId } from "../../../catalog/object-id.ts";
import { canonicalExpression } from "../canonical-expression.ts";
import { text, unreadable } from "../catalog-row.ts";
import { type CatalogSection, notOfExtension } from "../catalog-section.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";
import { enabledOf } from "./triggers.ts";

/** Rules. The one that makes a view what it is, is a part of the view. */
export const rulesSection: CatalogSection = {
  name: "rules",
  when: "EXISTS (SELECT FROM pg_catalog.pg_rewrite WHERE oid >= 16384)",
  sql: `SELECT r.oid, r.ev_class AS "table", r.rulename AS name, r.ev_type AS event, r.ev_enabled AS enabled,
      CASE WHEN r.ev_type <> '1' THEN pg_catalog.pg_get_ruledef(r.oid) END AS sql
    FROM pg_catalog.pg_rewrite r
    JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
    JOIN wanted ON wanted.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND ${notOfExtension("pg_class", "c.oid")}`,
  read(row, { draft, relations }) {
    const table = relations.get(text(row, "table"));
    if (table === undefined) throw unreadable("table", undefined);
    const home = address(SYSTEM_CATALOGS.rule, text(row, "oid"));
    if (text(row, "event") === "1") return draft.addParts(table.id, [home]);
    const path = [...table.path, text(row, "name")];
    const definition = { sql: canonicalExpression(text(row, "sql")).trim().replace(/;$/, ""), enabled: enabledOf(row) };
    draft.add({ id: objectId("rule", path), kind: "rule", path, parent: table.id, definition }, home);
  },
};
