import { BOOKKEEPING_SCHEMA } from "../../dialects/postgres/bookkeeping-schema.ts";
import type { CatalogSection } from "./catalog-section.ts";

/**
 * One statement for some sections. `$1` is the list of schemas, or NULL for all that are not the server's own.
 *
 * @param sections the sections
 * @param serverVersion the server's version as a number
 * @returns SQL that gives a row of name and JSON for each section, in their order
 */
export function catalogStatement(sections: readonly CatalogSection[], serverVersion: number): string {
  const parts = sections.map(
    ({ name, sql, columns }) =>
      `SELECT '${name}', (SELECT ${answerOf(columns)} FROM (${typeof sql === "string" ? sql : sql(serverVersion)}) r)`,
  );
  return `WITH scope AS MATERIALIZED (SELECT $1::text[] IS NULL AS everything),
    wanted AS MATERIALIZED (
      SELECT oid, nspname AS name FROM pg_catalog.pg_namespace
      WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', '${BOOKKEEPING_SCHEMA}')
        AND ($1::text[] IS NULL OR nspname = ANY ($1::text[]))
    ),
    member AS MATERIALIZED (
      SELECT classid AS catalog, objid AS oid, refobjid AS extension FROM pg_catalog.pg_depend
      WHERE deptype = 'e' AND refclassid = 'pg_catalog.pg_extension'::regclass
    )
    ${parts.join("\nUNION ALL ")}`;
}

/** A list of records; or a list of lists, one for each column. */
function answerOf(columns: readonly string[] | undefined): string {
  if (columns === undefined) return "coalesce(json_agg(r), '[]')::text";
  return `concat('[', concat_ws(',', ${columns.map((name) => `coalesce(json_agg(r."${name}")::text, '[]')`).join(", ")}), ']')`;
}
