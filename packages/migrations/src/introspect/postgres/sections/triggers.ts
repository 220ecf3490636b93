import { objectId } from "../../../catalog/object-id.ts";
import { canonicalExpression } from "../canonical-expression.ts";
import { type CatalogRow, text, unreadable } from "../catalog-row.ts";
import { type CatalogSection, notOfExtension } from "../catalog-section.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";

const MODES: ReadonlyMap<string, string> = new Map([
  ["O", "origin"],
  ["D", "disabled"],
  ["R", "replica"],
  ["A", "always"],
]);

/** When a trigger or rule fires: in sessions of which kind. */
export function enabledOf(row: CatalogRow): string {
  const mode = MODES.get(text(row, "enabled"));
  if (mode === undefined) throw unreadable("enabled", row.enabled);
  return mode;
}

/** Triggers that somebody made: not those behind foreign keys, nor those that partitions have from their parents. */
export const triggersSection: CatalogSection = {
  name: "triggers",
  when: "EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE NOT tgisinternal)",
  sql: `SELECT g.oid, g.tgrelid AS "table", g.tgname AS name, pg_catalog.pg_get_triggerdef(g.oid) AS sql,
      g.tgenabled AS enabled, nullif(g.tgconstraint, 0) AS "constraint"
    FROM pg_catalog.pg_trigger g
    JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid
    JOIN wanted ON wanted.oid = c.relnamespace
    WHERE NOT g.tgisinternal AND g.tgparentid = 0 AND c.relkind IN ('r', 'p', 'v')
      AND ${notOfExtension("pg_class", "c.oid")} AND ${notOfExtension("pg_trigger", "g.oid")}`,
  read(row, { draft, relations }) {
    const table = relations.get(text(row, "table"));
    if (table === undefined) throw unreadable("table", undefined);
    const path = [...table.path, text(row, "name")];
    const id = objectId("trigger", path);
    const definition = { sql: canonicalExpression(text(row, "sql")), enabled: enabledOf(row) };
    draft.add(
      { id, kind: "trigger", path, parent: table.id, definition },
      address(SYSTEM_CATALOGS.trigger, text(row, "oid")),
    );
    if (typeof row.constraint === "string") draft.addParts(id, [address(SYSTEM_CATALOGS.constraint, row.constraint)]);
  },
};
