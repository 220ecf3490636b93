import { objectId } from "../../../catalog/object-id.ts";
import { text } from "../catalog-row.ts";
import type { CatalogSection } from "../catalog-section.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";

/** Schemas, without those that belong to extensions. */
export const schemasSection: CatalogSection = {
  name: "schemas",
  sql: `SELECT wanted.oid, wanted.name FROM wanted
    WHERE NOT EXISTS (SELECT FROM member WHERE member.catalog = 'pg_namespace'::regclass AND member.oid = wanted.oid)`,
  read(row, { draft }) {
    const name = text(row, "name");
    const id = objectId("schema", [name]);
    draft.add({ id, kind: "schema", path: [name], definition: {} }, address(SYSTEM_CATALOGS.schema, text(row, "oid")));
  },
};
