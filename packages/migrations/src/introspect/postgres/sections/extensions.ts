import { objectId } from "../../../catalog/object-id.ts";
import { number, rowsOf, text } from "../catalog-row.ts";
import type { CatalogSection } from "../catalog-section.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";

/** Extensions. What belongs to one is a part of it. */
export const extensionsSection: CatalogSection = {
  name: "extensions",
  sql: `SELECT e.oid, e.extname AS name, n.nspname AS schema,
      (SELECT json_agg(json_build_object('catalog', member.catalog::int8, 'oid', member.oid)) FROM member
        WHERE member.extension = e.oid) AS members
    FROM pg_catalog.pg_extension e
    JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
    WHERE (SELECT everything FROM scope)`,
  read(row, { draft }) {
    const [name, schema] = [text(row, "name"), text(row, "schema")];
    const id = objectId("extension", [name]);
    const home = address(SYSTEM_CATALOGS.extension, text(row, "oid"));
    draft.add({ id, kind: "extension", path: [name], definition: { schema } }, home, [objectId("schema", [schema])]);
    const members = rowsOf(row, "members");
    draft.addParts(
      id,
      members.map((member) => address(number(member, "catalog"), text(member, "oid"))),
    );
  },
};
