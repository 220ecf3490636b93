import { objectId } from "../../../catalog/object-id.ts";
import { quoteIdentifier, quoteText } from "../../../dialects/sql-text.ts";
import { type CatalogRow, flag, optionalText, text, unreadable } from "../catalog-row.ts";
import { type CatalogSection, notOfExtension } from "../catalog-section.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";

const PROVIDERS: ReadonlyMap<string, string> = new Map([
  ["c", "libc"],
  ["i", "icu"],
  ["b", "builtin"],
]);

/** Collations. Where the locale stands has changed with the versions, so the row is read by the names that there are. */
export const collationsSection: CatalogSection = {
  name: "collations",
  when: "EXISTS (SELECT FROM pg_catalog.pg_collation WHERE oid >= 16384)",
  sql: `SELECT l.oid, wanted.name AS schema, l.collname AS name, l.collprovider AS provider,
      l.collisdeterministic AS deterministic, l.collcollate AS "collate", l.collctype AS ctype,
      coalesce(to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale') AS locale,
      to_jsonb(l) ->> 'collicurules' AS rules
    FROM pg_catalog.pg_collation l
    JOIN wanted ON wanted.oid = l.collnamespace
    WHERE ${notOfExtension("pg_collation", "l.oid")}`,
  read(row, { draft }) {
    const path = [text(row, "schema"), text(row, "name")];
    const id = objectId("collation", path);
    const sql = `CREATE COLLATION ${path.map(quoteIdentifier).join(".")} (${optionsOf(row).join(", ")})`;
    const needs = [objectId("schema", path.slice(0, 1))];
    const home = address(SYSTEM_CATALOGS.collation, text(row, "oid"));
    draft.add({ id, kind: "collation", path, definition: { sql } }, home, needs);
  },
};

function optionsOf(row: CatalogRow): readonly string[] {
  const provider = PROVIDERS.get(text(row, "provider"));
  if (provider === undefined) throw unreadable("provider", row.provider);
  const rules = optionalText(row, "rules");
  return [
    `PROVIDER = ${provider}`,
    ...localeOf(row, provider),
    ...(flag(row, "deterministic") ? [] : ["DETERMINISTIC = false"]),
    ...(rules === undefined ? [] : [`RULES = ${quoteText(rules)}`]),
  ];
}

function localeOf(row: CatalogRow, provider: string): readonly string[] {
  const locale = optionalText(row, "locale") ?? optionalText(row, "collate") ?? "";
  const ctype = optionalText(row, "ctype") ?? locale;
  if (provider !== "libc" || locale === ctype) return [`LOCALE = ${quoteText(locale)}`];
  return [`LC_COLLATE = ${quoteText(locale)}`, `LC_CTYPE = ${quoteText(ctype)}`];
}
