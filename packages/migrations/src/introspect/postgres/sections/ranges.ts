import { objectId } from "../../../catalog/object-id.ts";
import { text } from "../catalog-row.ts";
import { type CatalogSection, notOfExtension } from "../catalog-section.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";

/** Range types, each with its multirange type. What is as the subtype has it anyway is left out. */
export const rangesSection: CatalogSection = {
  name: "ranges",
  when: "EXISTS (SELECT FROM pg_catalog.pg_range WHERE rngtypid >= 16384)",
  sql: `SELECT t.oid, wanted.name AS schema, t.typname AS name, t.typarray AS "arrayType",
      m.oid AS multirange, m.typarray AS "multirangeArray",
      format('CREATE TYPE %I.%I AS RANGE (%s)', wanted.name, t.typname, concat_ws(', ',
        'SUBTYPE = ' || pg_catalog.format_type(r.rngsubtype, NULL),
        CASE WHEN NOT o.opcdefault THEN format('SUBTYPE_OPCLASS = %I.%I', opn.nspname, o.opcname) END,
        CASE WHEN r.rngcollation <> st.typcollation THEN 'COLLATION = ' || r.rngcollation::regcollation END,
        CASE WHEN r.rngcanonical <> 0 THEN 'CANONICAL = ' || r.rngcanonical END,
        CASE WHEN r.rngsubdiff <> 0 THEN 'SUBTYPE_DIFF = ' || r.rngsubdiff END,
        format('MULTIRANGE_TYPE_NAME = %I.%I', mn.nspname, m.typname))) AS sql
    FROM pg_catalog.pg_range r
    JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid
    JOIN wanted ON wanted.oid = t.typnamespace
    JOIN pg_catalog.pg_type st ON st.oid = r.rngsubtype
    JOIN pg_catalog.pg_opclass o ON o.oid = r.rngsubopc
    JOIN pg_catalog.pg_namespace opn ON opn.oid = o.opcnamespace
    JOIN pg_catalog.pg_type m ON m.oid = r.rngmultitypid
    JOIN pg_catalog.pg_namespace mn ON mn.oid = m.typnamespace
    WHERE ${notOfExtension("pg_type", "t.oid")}`,
  read(row, { draft }) {
    const path = [text(row, "schema"), text(row, "name")];
    const id = objectId("range", path);
    const home = address(SYSTEM_CATALOGS.type, text(row, "oid"));
    const needs = [objectId("schema", path.slice(0, 1))];
    draft.add({ id, kind: "range", path, definition: { sql: text(row, "sql") } }, home, needs);
    const parts = ["arrayType", "multirange", "multirangeArray"];
    draft.addParts(
      id,
      parts.map((part) => address(SYSTEM_CATALOGS.type, text(row, part))),
    );
  },
};
