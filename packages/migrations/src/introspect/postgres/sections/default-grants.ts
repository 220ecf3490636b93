import { displayName, objectId } from "../../../catalog/object-id.ts";
import { grantStatements, type Privileges } from "../../../dialects/postgres/grant-clauses.ts";
import { quoteIdentifier } from "../../../dialects/sql-text.ts";
import type { CatalogDraft } from "../catalog-draft.ts";
import { type CatalogRow, optionalText, rowsOf, text, unreadable } from "../catalog-row.ts";
import type { CatalogSection } from "../catalog-section.ts";
import { byRole, exploded, NOTHING } from "./grants.ts";

const OBJECTS: ReadonlyMap<string, string> = new Map([
  ["r", "TABLES"],
  ["S", "SEQUENCES"],
  ["f", "FUNCTIONS"],
  ["T", "TYPES"],
  ["n", "SCHEMAS"],
  ["L", "LARGE OBJECTS"],
]);

/**
 * What roles will be allowed on what a role makes in the future. Those of the whole database take the place of what is
 * usual; those of a schema come on top of it.
 */
export const defaultGrantsSection: CatalogSection = {
  name: "defaultGrants",
  when: "EXISTS (SELECT FROM pg_catalog.pg_default_acl)",
  sql: `SELECT pg_catalog.pg_get_userbyid(d.defaclrole) AS owner, wanted.name AS schema, d.defaclobjtype AS objects,
      ${exploded("d.defaclacl")} AS granted,
      CASE WHEN d.defaclnamespace = 0
        THEN ${exploded(`pg_catalog.acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole)`)}
      END AS born
    FROM pg_catalog.pg_default_acl d
    LEFT JOIN wanted ON wanted.oid = d.defaclnamespace
    WHERE wanted.oid IS NOT NULL OR (d.defaclnamespace = 0 AND (SELECT everything FROM scope))`,
  read(row, { draft }) {
    const [granted, born] = [byRole(rowsOf(row, "granted")), byRole(rowsOf(row, "born"))];
    for (const role of new Set([...granted.keys(), ...born.keys()])) {
      const has = granted.get(role) ?? NOTHING;
      if (JSON.stringify(has) !== JSON.stringify(born.get(role) ?? NOTHING)) addDefaultGrant(row, role, has, draft);
    }
  },
};

function addDefaultGrant(row: CatalogRow, role: string, has: Privileges, draft: CatalogDraft): void {
  const objects = OBJECTS.get(text(row, "objects"));
  if (objects === undefined) throw unreadable("objects", row.objects);
  const [owner, schema] = [text(row, "owner"), optionalText(row, "schema")];
  const place = schema === undefined ? "" : ` in ${displayName([schema])}`;
  const id =
    `defaultGrant ${displayName([owner])}${place} on ${objects.toLowerCase()} to ${displayName([role])}` as const;
  const clause = schema === undefined ? "" : ` IN SCHEMA ${quoteIdentifier(schema)}`;
  const head = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(owner)}${clause}`;
  const sql = grantStatements(has, { on: objects, prefix: `${head} ` }, role).join(";\n");
  const path = [owner, ...(schema === undefined ? [] : [schema]), objects.toLowerCase(), role];
  const needs = schema === undefined ? [] : [objectId("schema", [schema])];
  draft.add({ id, kind: "defaultGrant", path, definition: { sql } }, undefined, needs);
}
