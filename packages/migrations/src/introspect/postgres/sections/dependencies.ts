import type { CatalogDraft } from "../catalog-draft.ts";
import { type CatalogRow, number, text } from "../catalog-row.ts";
import type { CatalogSection } from "../catalog-section.ts";
import { type Address, address, addressSql, FIRST_USER_OID, SYSTEM_CATALOGS } from "../system-catalogs.ts";

/**
 * What depends on what, as the server itself keeps it. Left out is what says nothing here: what belongs to extensions,
 * the schema of a relation, the types behind tables, and the triggers behind foreign keys. A sequence is said to depend
 * on the column that owns it, which is an object of its own here.
 */
export const dependenciesSection: CatalogSection = {
  name: "dependencies",
  columns: ["dependent", "needed"],
  sql: `SELECT ${addressSql("d.classid", "d.objid", "d.objsubid")} AS dependent,
      ${addressSql("d.refclassid", "d.refobjid", "d.refobjsubid")} AS needed
    FROM pg_catalog.pg_depend d
    WHERE d.objid >= ${FIRST_USER_OID} AND d.deptype <> 'e'
      AND NOT (d.classid = ${SYSTEM_CATALOGS.relation} AND d.refclassid = ${SYSTEM_CATALOGS.schema})
      AND NOT (d.deptype = 'i' AND d.classid IN (${SYSTEM_CATALOGS.type}, ${SYSTEM_CATALOGS.trigger}))
      AND NOT (d.deptype IN ('a', 'i') AND d.refobjsubid > 0 AND d.classid = ${SYSTEM_CATALOGS.relation}
        AND d.objid IN (SELECT seqrelid FROM pg_catalog.pg_sequence))`,
  read(row, { draft }) {
    draft.need(number(row, "dependent"), number(row, "needed"));
  },
};

/** Which index of a partition is there for the sake of which index of its parent. */
export const indexParentsSection: CatalogSection = {
  name: "indexParents",
  sql: `SELECT h.inhrelid AS child, h.inhparent AS parent
    FROM pg_catalog.pg_inherits h
    JOIN pg_catalog.pg_class i ON i.oid = h.inhrelid
    JOIN wanted ON wanted.oid = i.relnamespace
    WHERE i.relkind IN ('i', 'I')`,
};

/** Says that the indexes of partitions are there with those of their parents. */
export function locateInheritedIndexes(rows: readonly CatalogRow[], draft: CatalogDraft): void {
  const parents = new Map(rows.map((row) => [text(row, "child"), text(row, "parent")]));
  for (const child of parents.keys()) {
    let top = child;
    for (let next = parents.get(top); next !== undefined; next = parents.get(top)) top = next;
    draft.addStandIn(relationAt(top), relationAt(child));
  }
}

function relationAt(oid: string): Address {
  return address(SYSTEM_CATALOGS.relation, oid);
}
