import type { TableDefinition } from "../../../catalog/object-definitions.ts";
import { type ObjectId, objectId } from "../../../catalog/object-id.ts";
import { canonicalExpression } from "../canonical-expression.ts";
import { type CatalogRow, flag, isRow, number, optionalText, rowsOf, text, texts, unreadable } from "../catalog-row.ts";
import { type CatalogSection, notOfExtension, type ReadingState } from "../catalog-section.ts";
import { columnRows } from "../column-lists.ts";
import type { Relation } from "../relation-index.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";
import { readColumns } from "./columns.ts";

/** Tables, views, materialized views, composite types and sequences: whatever has a name among the relations. */
export const relationsSection: CatalogSection = {
  name: "relations",
  columns: [
    ...["oid", "schema", "name", "kind", "persistence", "isPartition", "type", "arrayType", "ofType", "partitionBy"],
    ...["bound", "options", "toastOptions", "rowSecurity", "forceRowSecurity", "replicaIdentity", "replicaIndex"],
    ...["accessMethod", "tablespace", "query", "parents"],
  ],
  sql: `SELECT c.oid, wanted.name AS schema, c.relname AS name, c.relkind AS kind, c.relpersistence AS persistence,
      c.relispartition AS "isPartition", c.reltype AS type, t.typarray AS "arrayType", c.reloftype::text AS "ofType",
      CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS "partitionBy",
      pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound,
      c.reloptions AS options, toast.reloptions AS "toastOptions",
      c.relrowsecurity AS "rowSecurity", c.relforcerowsecurity AS "forceRowSecurity",
      c.relreplident AS "replicaIdentity",
      (SELECT i.relname FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
        WHERE c.relreplident = 'i' AND x.indrelid = c.oid AND x.indisreplident) AS "replicaIndex",
      nullif(am.amname, 'heap') AS "accessMethod", s.spcname AS tablespace,
      CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END AS query,
      CASE WHEN c.relkind IN ('r', 'p') THEN (
        SELECT json_agg(json_build_object('schema', n.nspname, 'name', p.relname) ORDER BY h.inhseqno)
        FROM pg_catalog.pg_inherits h
        JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
        JOIN pg_catalog.pg_namespace n ON n.oid = p.relnamespace
        WHERE h.inhrelid = c.oid) END AS parents
    FROM pg_catalog.pg_class c
    JOIN wanted ON wanted.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_type t ON t.oid = c.reltype
    LEFT JOIN pg_catalog.pg_class toast ON toast.oid = c.reltoastrelid
    LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
    LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'c', 'S') AND ${notOfExtension("pg_class", "c.oid")}
      AND (c.relkind <> 'c' OR ${notOfExtension("pg_type", "c.reltype")})
    -- A typed table looks for its type among what has been read.
    ORDER BY c.relkind <> 'c'`,
  read(row, state) {
    const relation = state.relations.get(text(row, "oid"));
    if (relation === undefined) throw unreadable("oid", undefined);
    if (relation.kind === "sequence") return;
    addRelation(row, relation, state);
    const { draft } = state;
    const types = [text(row, "type"), text(row, "arrayType")];
    draft.addParts(
      relation.id,
      types.map((type) => address(SYSTEM_CATALOGS.type, type)),
    );
    if (relation.kind !== "table") nameColumns(relation, draft);
  },
};

function addRelation(row: CatalogRow, relation: Relation, state: ReadingState): void {
  const { id, path, kind } = relation;
  const { draft } = state;
  const home = address(SYSTEM_CATALOGS.relation, relation.oid);
  const needs = [objectId("schema", [path[0]])];
  switch (kind) {
    case "table":
      draft.add({ id, kind, path, definition: tableDefinition(row, state) }, home, [...needs, ...parentsOf(row)]);
      readColumns(relation, state);
      return;
    case "view":
      draft.add({ id, kind, path, definition: { ...queryOf(row, relation), ...defaultsOf(relation) } }, home, needs);
      return;
    case "materializedView": {
      const accessMethod = optionalText(row, "accessMethod");
      const tablespace = optionalText(row, "tablespace");
      const definition = {
        ...queryOf(row, relation),
        ...(accessMethod !== undefined && { accessMethod }),
        ...(tablespace !== undefined && { tablespace }),
      };
      draft.add({ id, kind, path, definition }, home, needs);
      return;
    }
    case "composite": {
      // Comments and privileges are on the type, columns and dependencies on the relation behind it.
      const type = address(SYSTEM_CATALOGS.type, text(row, "type"));
      draft.add(
        { id, kind, path, definition: { attributes: columnRows(relation.columns).map(attributeOf) } },
        type,
        needs,
      );
      draft.addParts(id, [home]);
    }
  }
}

/** Columns of what is no table are no objects, but comments and privileges are on them all the same. */
function nameColumns(relation: Relation, draft: ReadingState["draft"]): void {
  for (const column of columnRows(relation.columns)) {
    const path = [...relation.path, text(column, "name")];
    const target = { id: objectId("column", path), path, object: relation.id };
    draft.addNamedPart(target, address(SYSTEM_CATALOGS.relation, relation.oid, number(column, "number")));
    const oid = optionalText(column, "defaultOid");
    if (oid !== undefined) draft.addParts(relation.id, [address(SYSTEM_CATALOGS.attributeDefault, oid)]);
  }
}

function tableDefinition(row: CatalogRow, { draft }: ReadingState): TableDefinition {
  const [partitionBy, bound] = [optionalText(row, "partitionBy"), optionalText(row, "bound")];
  const [accessMethod, tablespace] = [optionalText(row, "accessMethod"), optionalText(row, "tablespace")];
  const [parents, options] = [parentsOf(row), optionsOf(row)];
  const ofType = draft.at(address(SYSTEM_CATALOGS.type, text(row, "ofType")));
  const [table] = parents;
  return {
    persistence: text(row, "persistence") === "u" ? "unlogged" : "permanent",
    ...(partitionBy !== undefined && { partitionBy }),
    ...(bound !== undefined && table !== undefined && { partitionOf: { table, bound } }),
    ...(bound === undefined && parents.length > 0 && { inherits: parents }),
    ...(ofType !== undefined && { ofType }),
    ...(options.length > 0 && { options }),
    ...rowSecurityOf(row),
    ...replicaIdentityOf(row),
    ...(accessMethod !== undefined && { accessMethod }),
    ...(tablespace !== undefined && { tablespace }),
  };
}

function parentsOf(row: CatalogRow): readonly ObjectId[] {
  return rowsOf(row, "parents").map((parent) => objectId("table", [text(parent, "schema"), text(parent, "name")]));
}

function optionsOf(row: CatalogRow): readonly string[] {
  return [...texts(row, "options"), ...texts(row, "toastOptions").map((option) => `toast.${option}`)].sort();
}

function rowSecurityOf(row: CatalogRow): Pick<TableDefinition, "rowSecurity"> {
  const [isEnabled, isForced] = [flag(row, "rowSecurity"), flag(row, "forceRowSecurity")];
  if (isForced) return { rowSecurity: isEnabled ? "forced" : "forced but not enabled" };
  return isEnabled ? { rowSecurity: "enabled" } : {};
}

function replicaIdentityOf(row: CatalogRow): Pick<TableDefinition, "replicaIdentity"> {
  switch (text(row, "replicaIdentity")) {
    case "n":
      return { replicaIdentity: "nothing" };
    case "f":
      return { replicaIdentity: "full" };
    case "i": {
      // An index that was dropped leaves the setting behind, which then means nothing.
      const index = optionalText(row, "replicaIndex");
      return { replicaIdentity: index === undefined ? "nothing" : { index } };
    }
    default:
      return {};
  }
}

function queryOf(row: CatalogRow, relation: Relation) {
  const options = optionsOf(row);
  return {
    query: canonicalExpression(text(row, "query")).trim().replace(/;$/, ""),
    ...(options.length > 0 && { options }),
    columns: columnRows(relation.columns).map((column) => text(column, "name")),
  };
}

function defaultsOf(relation: Relation) {
  const defaults = columnRows(relation.columns).flatMap((column) => {
    const fill = optionalText(column, "default");
    return fill === undefined ? [] : [[text(column, "name"), fill] as const];
  });
  return defaults.length === 0 ? {} : { defaults: Object.fromEntries(defaults) };
}

function attributeOf(column: CatalogRow) {
  const collation = isRow(column.rare) ? optionalText(column.rare, "collation") : undefined;
  return { name: text(column, "name"), type: text(column, "type"), ...(collation !== undefined && { collation }) };
}
