import type { CatalogSection } from "../catalog-section.ts";

const FIRST_WITH_NAMES = 180_000;

/** The constraints behind NOT NULL, where the server has such; columns look at them. */
export const notNullsSection: CatalogSection = {
  name: "notNulls",
  columns: ["oid", "name", "table", "column", "valid", "noInherit"],
  sql: (version) => `SELECT k.oid, k.conname AS name, k.conrelid AS "table", k.conkey[1] AS "column",
      k.convalidated AS valid, k.connoinherit AS "noInherit"
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
    JOIN wanted ON wanted.oid = c.relnamespace
    WHERE ${version < FIRST_WITH_NAMES ? "false" : "true"} AND k.contype = 'n' AND k.conparentid = 0 AND c.relkind IN ('r', 'p')
      AND NOT (k.coninhcount > 0 AND (c.relispartition OR NOT k.conislocal))`,
};
