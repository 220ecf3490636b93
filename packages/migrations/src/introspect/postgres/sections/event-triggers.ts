import { objectId } from "../../../catalog/object-id.ts";
import { text } from "../catalog-row.ts";
import { type CatalogSection, notOfExtension } from "../catalog-section.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";
import { enabledOf } from "./triggers.ts";

/** Event triggers: they belong to the database, not to a schema. */
export const eventTriggersSection: CatalogSection = {
  name: "eventTriggers",
  when: "EXISTS (SELECT FROM pg_catalog.pg_event_trigger)",
  sql: `SELECT e.oid, e.evtname AS name, e.evtenabled AS enabled, format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s()',
      e.evtname, e.evtevent,
      (SELECT ' WHEN TAG IN (' || string_agg(quote_literal(u.tag), ', ' ORDER BY u.tag) || ')' FROM unnest(e.evttags) u (tag)),
      e.evtfoid::regproc) AS sql
    FROM pg_catalog.pg_event_trigger e
    WHERE (SELECT everything FROM scope) AND ${notOfExtension("pg_event_trigger", "e.oid")}`,
  read(row, { draft }) {
    const path = [text(row, "name")];
    const id = objectId("eventTrigger", path);
    const definition = { sql: text(row, "sql"), enabled: enabledOf(row) };
    draft.add({ id, kind: "eventTrigger", path, definition }, address(SYSTEM_CATALOGS.eventTrigger, text(row, "oid")));
  },
};
