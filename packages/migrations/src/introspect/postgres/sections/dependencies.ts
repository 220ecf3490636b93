import type { ObjectId } from "../../../catalog/object-id.ts";
import type { CatalogDraft } from "../catalog-draft.ts";
import { type CatalogRow, optionalText, text } from "../catalog-row.ts";
import type { CatalogSection } from "../catalog-section.ts";
import { type Address, address, SYSTEM_CATALOGS } from "../system-catalogs.ts";

/**
 * What depends on what, as the server itself keeps it, as one text: `from to;from to`. Left out is what says nothing
 * here: what belongs to extensions, the types behind tables, and the triggers behind foreign keys. A sequence is said to
 * depend on the column that owns it, which is an object of its own here.
 */
export const dependenciesSection: CatalogSection = {
  name: "dependencies",
  sql: `SELECT string_agg(concat(d.classid::int8, '.', d.objid, '.', d.objsubid, ' ',
      d.refclassid::int8, '.', d.refobjid, '.', d.refobjsubid), ';') AS list
    FROM pg_catalog.pg_depend d
    WHERE d.objid >= 16384 AND d.deptype <> 'e'
      AND NOT (d.deptype = 'i' AND d.classid IN ('pg_catalog.pg_type'::regclass, 'pg_catalog.pg_trigger'::regclass))
      AND NOT (d.deptype IN ('a', 'i') AND d.refobjsubid > 0 AND d.classid = 'pg_catalog.pg_class'::regclass
        AND d.objid IN (SELECT seqrelid FROM pg_catalog.pg_sequence))`,
  read(row, { draft }) {
    for (const pair of (optionalText(row, "list") ?? "").split(";")) {
      const space = pair.indexOf(" ");
      const id = objectAt(pair.slice(0, space), (one) => draft.at(one));
      const needed = id === undefined ? undefined : objectAt(pair.slice(space + 1), (one) => draft.neededAt(one));
      if (id !== undefined && needed !== undefined) draft.need(id, needed);
    }
  },
};

/** A column that is nothing by itself is a part of its relation. */
function objectAt(one: Address, find: (one: Address) => ObjectId | undefined): ObjectId | undefined {
  const own = find(one);
  if (own !== undefined || one.endsWith(WHOLE)) return own;
  return find(one.slice(0, one.lastIndexOf(".")) + WHOLE);
}

/** How the address of something that is no column ends. */
const WHOLE = ".0";

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
    const id = draft.at(relationAt(top));
    if (id !== undefined) draft.addStandIn(id, relationAt(child));
  }
}

function relationAt(oid: string): Address {
  return address(SYSTEM_CATALOGS.relation, oid);
}
