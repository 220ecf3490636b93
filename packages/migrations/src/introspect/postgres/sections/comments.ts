import { number, text } from "../catalog-row.ts";
import type { CatalogSection } from "../catalog-section.ts";
import { address, FIRST_USER_OID } from "../system-catalogs.ts";

/** Comments on what users made, and on schemas and extensions, of which every new database has some. */
export const commentsSection: CatalogSection = {
  name: "comments",
  sql: `SELECT d.classoid::int8 AS catalog, d.objoid AS oid, d.objsubid AS "column", d.description AS text
    FROM pg_catalog.pg_description d
    WHERE d.objoid >= ${FIRST_USER_OID}
      OR d.classoid IN ('pg_catalog.pg_namespace'::regclass, 'pg_catalog.pg_extension'::regclass)`,
  read(row, { draft }) {
    const target = draft.targetAt(address(number(row, "catalog"), text(row, "oid"), number(row, "column")));
    if (target === undefined) return;
    const { id: on, path, object: parent } = target;
    draft.add({ id: `comment ${on}`, kind: "comment", path, parent, definition: { on, text: text(row, "text") } });
  },
};
