import type { ObjectDefinitions } from "../../../catalog/object-definitions.ts";
import { objectId } from "../../../catalog/object-id.ts";
import { canonicalExpression } from "../canonical-expression.ts";
import { type CatalogRow, flag, optionalText, rowsOf, text, texts } from "../catalog-row.ts";
import { type CatalogSection, notOfExtension } from "../catalog-section.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";

/** Enums and domains. */
export const typesSection: CatalogSection = {
  name: "types",
  when: "EXISTS (SELECT FROM pg_catalog.pg_type WHERE oid >= 16384 AND typtype IN ('e', 'd'))",
  sql: `SELECT t.oid, wanted.name AS schema, t.typname AS name, t.typtype AS kind, t.typarray AS "arrayType",
      CASE WHEN t.typtype = 'e' THEN (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder)
        FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) END AS values,
      CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END AS type,
      CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::regcollation::text END AS collation,
      coalesce(pg_catalog.pg_get_expr(t.typdefaultbin, 0), t.typdefault) AS "default", t.typnotnull AS "notNull",
      CASE WHEN t.typtype = 'd' THEN (SELECT json_agg(json_build_object('oid', k.oid, 'type', k.contype,
          'name', k.conname, 'sql', pg_catalog.pg_get_constraintdef(k.oid), 'valid', k.convalidated) ORDER BY k.conname)
        FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid) END AS checks
    FROM pg_catalog.pg_type t
    JOIN wanted ON wanted.oid = t.typnamespace
    LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
    WHERE t.typtype IN ('e', 'd') AND ${notOfExtension("pg_type", "t.oid")}`,
  read(row, { draft }) {
    const path = [text(row, "schema"), text(row, "name")];
    const home = address(SYSTEM_CATALOGS.type, text(row, "oid"));
    const needs = [objectId("schema", path.slice(0, 1))];
    const id = objectId(text(row, "kind") === "e" ? "enum" : "domain", path);
    if (text(row, "kind") === "e") {
      draft.add({ id, kind: "enum", path, definition: { values: texts(row, "values") } }, home, needs);
    } else {
      draft.add({ id, kind: "domain", path, definition: domainOf(row) }, home, needs);
    }
    draft.addParts(id, [address(SYSTEM_CATALOGS.type, text(row, "arrayType"))]);
    for (const check of rowsOf(row, "checks")) {
      const part = [...path, text(check, "name")];
      const target = { id: objectId("constraint", part), path: part, object: id };
      draft.addNamedPart(target, address(SYSTEM_CATALOGS.constraint, text(check, "oid")));
    }
  },
};

function domainOf(row: CatalogRow): ObjectDefinitions["domain"] {
  const [collation, fill] = [optionalText(row, "collation"), optionalText(row, "default")];
  return {
    type: text(row, "type"),
    ...(collation !== undefined && { collation }),
    ...(fill !== undefined && { default: fill }),
    notNull: flag(row, "notNull"),
    checks: rowsOf(row, "checks")
      .filter((check) => text(check, "type") === "c")
      .map((check) => ({
        name: text(check, "name"),
        sql: canonicalExpression(text(check, "sql")).replace(/ NOT VALID$/, ""),
        valid: flag(check, "valid"),
      })),
  };
}
