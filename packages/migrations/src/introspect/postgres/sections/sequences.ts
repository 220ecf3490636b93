import { objectId } from "../../../catalog/object-id.ts";
import { optionalText, text, unreadable } from "../catalog-row.ts";
import { type CatalogSection, notOfExtension } from "../catalog-section.ts";
import { sequenceOptions } from "../sequence-options.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";

/** Sequences and the columns that own them. The one of an identity column is a part of the column. */
export const sequencesSection: CatalogSection = {
  name: "sequences",
  columns: [
    ...["oid", "persistence", "type", "start", "increment", "minimum", "maximum", "cache", "cycle"],
    ...["isIdentity", "ownerTable", "ownerColumn"],
  ],
  sql: `SELECT s.seqrelid AS oid, c.relpersistence AS persistence, pg_catalog.format_type(s.seqtypid, NULL) AS type,
      s.seqstart::text AS start, s.seqincrement::text AS increment, s.seqmin::text AS minimum, s.seqmax::text AS maximum,
      s.seqcache::text AS cache, s.seqcycle AS cycle,
      d.deptype = 'i' AS "isIdentity", d.refobjid AS "ownerTable", d.refobjsubid::text AS "ownerColumn"
    FROM pg_catalog.pg_sequence s
    JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
    JOIN wanted ON wanted.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = s.seqrelid
      AND d.objsubid = 0 AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0
      AND d.deptype IN ('a', 'i')
    WHERE ${notOfExtension("pg_class", "c.oid")}`,
  read(row, { draft, relations }) {
    if (row.isIdentity === true) return;
    const relation = relations.get(text(row, "oid"));
    if (relation === undefined) throw unreadable("oid", undefined);
    const { id, path } = relation;
    const persistence = text(row, "persistence") === "u" ? "unlogged" : "permanent";
    const definition = { ...sequenceOptions(row), persistence } as const;
    const place = address(SYSTEM_CATALOGS.relation, relation.oid);
    draft.add({ id, kind: "sequence", path, definition }, place, [objectId("schema", [path[0]])]);
    const table = optionalText(row, "ownerTable");
    if (table === undefined) return;
    const column = draft.at(address(SYSTEM_CATALOGS.relation, table, text(row, "ownerColumn")));
    if (column === undefined) return;
    const owner = objectId("sequenceOwner", path);
    draft.add({ id: owner, kind: "sequenceOwner", path, parent: id, definition: { column } }, undefined, [column]);
  },
};
