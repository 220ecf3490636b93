import { objectId } from "../../../catalog/object-id.ts";
import { canonicalExpression } from "../canonical-expression.ts";
import { flag, optionalText, text, texts, unreadable } from "../catalog-row.ts";
import { type CatalogSection, notOfExtension } from "../catalog-section.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";

const COMMANDS: ReadonlyMap<string, string> = new Map([
  ["*", "ALL"],
  ["r", "SELECT"],
  ["a", "INSERT"],
  ["w", "UPDATE"],
  ["d", "DELETE"],
]);

/** The policies of row security. The role 0 is everybody, whom no real role can be named like. */
export const policiesSection: CatalogSection = {
  name: "policies",
  when: "EXISTS (SELECT FROM pg_catalog.pg_policy)",
  sql: `SELECT p.oid, p.polrelid AS "table", p.polname AS name, p.polcmd AS command, p.polpermissive AS permissive,
      (SELECT json_agg(CASE WHEN u.role = 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(u.role) END)
        FROM unnest(p.polroles) AS u (role)) AS roles,
      pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS "using",
      pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS "check"
    FROM pg_catalog.pg_policy p
    JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
    JOIN wanted ON wanted.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND ${notOfExtension("pg_class", "c.oid")}`,
  read(row, { draft, relations }) {
    const table = relations.get(text(row, "table"));
    const command = COMMANDS.get(text(row, "command"));
    if (table === undefined || command === undefined) throw unreadable("command", row.command);
    const path = [...table.path, text(row, "name")];
    const [using, check] = [optionalText(row, "using"), optionalText(row, "check")];
    const definition = {
      command,
      permissive: flag(row, "permissive"),
      roles: texts(row, "roles").toSorted(),
      ...(using !== undefined && { using: canonicalExpression(using) }),
      ...(check !== undefined && { check: canonicalExpression(check) }),
    };
    draft.add(
      { id: objectId("policy", path), kind: "policy", path, parent: table.id, definition },
      address(SYSTEM_CATALOGS.policy, text(row, "oid")),
    );
  },
};
