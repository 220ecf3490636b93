import type { ObjectDefinitions } from "../../../catalog/object-definitions.ts";
import { displayName, type ObjectId } from "../../../catalog/object-id.ts";
import { EVERYBODY, type Privileges } from "../../../dialects/postgres/grant-clauses.ts";
import type { DraftTarget } from "../catalog-draft.ts";
import { type CatalogRow, flag, number, rowsOf, text } from "../catalog-row.ts";
import type { CatalogSection } from "../catalog-section.ts";
import { address, FIRST_USER_OID } from "../system-catalogs.ts";

/** A role that may do nothing. */
export const NOTHING: Privileges = { privileges: [], grantable: [] };

/** A list of privileges as rows of role, privilege and whether it may be passed on. */
export function exploded(list: string): string {
  return `(SELECT json_agg(json_build_object('role',
      CASE WHEN e.grantee = 0 THEN '${EVERYBODY}' ELSE pg_catalog.pg_get_userbyid(e.grantee) END,
      'privilege', e.privilege_type, 'grantable', e.is_grantable))
    FROM pg_catalog.aclexplode(${list}) e)`;
}

/** One catalog of things with privileges; those that nobody has changed have no list. */
function listed(catalog: string, columns: { oid: string; owner: string; list: string; kind: string }): string {
  return `SELECT 'pg_catalog.${catalog}'::regclass, ${columns.oid}, 0, ${columns.owner}, ${columns.list}, ${columns.kind}
    FROM pg_catalog.${catalog} c
    WHERE ${columns.list} IS NOT NULL AND (oid >= ${FIRST_USER_OID} OR '${catalog}' = 'pg_namespace')`;
}

/** Privileges, of everything on which they are not those that such a thing is born with. */
export const grantsSection: CatalogSection = {
  name: "grants",
  sql: `SELECT l.catalog::oid::int8 AS catalog, l.oid, l.number AS "column", ${exploded("l.list")} AS granted,
      ${exploded("coalesce(i.initprivs, pg_catalog.acldefault(l.kind, l.owner))")} AS born
    FROM (
      ${listed("pg_class", { oid: "oid", owner: "relowner", list: "relacl", kind: `(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char"` })}
      UNION ALL ${listed("pg_proc", { oid: "oid", owner: "proowner", list: "proacl", kind: `'f'::"char"` })}
      UNION ALL ${listed("pg_type", { oid: "oid", owner: "typowner", list: "typacl", kind: `'T'::"char"` })}
      UNION ALL ${listed("pg_namespace", { oid: "oid", owner: "nspowner", list: "nspacl", kind: `'n'::"char"` })}
      UNION ALL SELECT 'pg_catalog.pg_class'::regclass, a.attrelid, a.attnum, c.relowner, a.attacl, 'c'::"char"
        FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        WHERE c.oid >= ${FIRST_USER_OID} AND a.attacl IS NOT NULL AND NOT a.attisdropped
    ) l (catalog, oid, number, owner, list, kind)
    LEFT JOIN pg_catalog.pg_init_privs i ON i.classoid = l.catalog AND i.objoid = l.oid AND i.objsubid = l.number`,
  read(row, { draft }) {
    const target = draft.targetAt(address(number(row, "catalog"), text(row, "oid"), number(row, "column")));
    if (target === undefined) return;
    const [granted, born] = [byRole(rowsOf(row, "granted")), byRole(rowsOf(row, "born"))];
    for (const role of new Set([...granted.keys(), ...born.keys()])) {
      const usual = born.get(role) ?? NOTHING;
      const has = granted.get(role) ?? NOTHING;
      if (JSON.stringify(has) === JSON.stringify(usual)) continue;
      // Privileges on a table are given before those on its columns: taking the former away takes the latter along.
      const whole = draft.targetAt(address(number(row, "catalog"), text(row, "oid")));
      const first = whole === undefined || whole.id === target.id ? [] : [grantId(whole, role)];
      const from = usual.privileges.length === 0 ? {} : { born: usual.privileges };
      draft.add(grantOf(target, role, { ...has, ...from }), undefined, first);
    }
  },
};

function grantId({ id }: Pick<DraftTarget, "id">, role: string): ObjectId {
  return `grant ${id} to ${displayName([role])}`;
}

function grantOf(
  { id: on, path, object: parent }: DraftTarget,
  role: string,
  has: Privileges & { readonly born?: readonly string[] },
) {
  const definition: ObjectDefinitions["grant"] = { on, role, ...has };
  return { id: grantId({ id: on }, role), kind: "grant", path: [...path, role], parent, definition } as const;
}

/** Privileges by the roles that have them. */
export function byRole(rows: readonly CatalogRow[]): ReadonlyMap<string, Privileges> {
  const roles = new Map<string, CatalogRow[]>();
  for (const row of rows) {
    const role = text(row, "role");
    roles.set(role, [...(roles.get(role) ?? []), row]);
  }
  const sorted = (of: readonly CatalogRow[]) => of.map((row) => text(row, "privilege")).sort();
  return new Map(
    [...roles].map(([role, of]) => [
      role,
      { privileges: sorted(of), grantable: sorted(of.filter((row) => flag(row, "grantable"))) },
    ]),
  );
}
