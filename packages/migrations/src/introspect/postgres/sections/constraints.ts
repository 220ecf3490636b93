import type { ReferentialAction } from "@dataflow/core";
import type { ConstraintDefinition } from "../../../catalog/object-definitions.ts";
import { objectId } from "../../../catalog/object-id.ts";
import { quoteIdentifier } from "../../../dialects/sql-text.ts";
import { canonicalExpression } from "../canonical-expression.ts";
import { type CatalogRow, flag, isRow, numbers, optionalText, text, texts, unreadable } from "../catalog-row.ts";
import { type CatalogSection, inWantedSchema } from "../catalog-section.ts";
import { columnNamesAt, type Relation, type RelationIndex } from "../relation-index.ts";
import { address, FIRST_USER_OID, SYSTEM_CATALOGS } from "../system-catalogs.ts";

const TYPES: ReadonlyMap<string, ConstraintDefinition["type"]> = new Map([
  ["p", "primary key"],
  ["u", "unique"],
  ["c", "check"],
  ["f", "foreign key"],
  ["x", "exclude"],
]);

const ACTIONS: ReadonlyMap<string, ReferentialAction> = new Map([
  ["a", "no action"],
  ["r", "restrict"],
  ["c", "cascade"],
  ["n", "set null"],
  ["d", "set default"],
]);

/**
 * The constraints that tables declare themselves; what a partition or a child only has from its parent is left out. A NOT
 * NULL is a part of its column.
 */
export const constraintsSection: CatalogSection = {
  name: "constraints",
  columns: [
    ...["oid", "name", "type", "table", "columns", "sql", "valid", "isInherited", "referencedColumns", "onDelete"],
    ...["onUpdate", "index", "options", "tablespace", "predicate", "clustered", "referenced", "referencedElsewhere"],
  ],
  sql: `SELECT k.oid, k.conname AS name, k.contype AS type, k.conrelid AS "table", k.conkey AS columns,
      pg_catalog.pg_get_constraintdef(k.oid) AS sql, k.convalidated AS valid, k.coninhcount > 0 AS "isInherited",
      k.confkey AS "referencedColumns", k.confdeltype AS "onDelete", k.confupdtype AS "onUpdate",
      CASE WHEN k.contype IN ('p', 'u', 'x') THEN k.conindid END AS index,
      CASE WHEN k.contype <> 'x' THEN i.reloptions END AS options,
      CASE WHEN i.reltablespace <> 0 THEN (SELECT s.spcname FROM pg_catalog.pg_tablespace s WHERE s.oid = i.reltablespace) END AS tablespace,
      CASE WHEN k.contype = 'x' THEN pg_catalog.pg_get_expr(x.indpred, x.indrelid) END AS predicate,
      nullif(x.indisclustered, false) AS clustered,
      nullif(k.confrelid, 0) AS referenced,
      CASE WHEN k.confrelid <> 0 AND ((SELECT NOT everything FROM scope) OR rm.oid IS NOT NULL) THEN (
        SELECT json_build_object('schema', n.nspname, 'name', r.relname, 'columns', (
          SELECT json_agg(a.attname ORDER BY u.position) FROM unnest(k.confkey) WITH ORDINALITY AS u (number, position)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number))
        FROM pg_catalog.pg_class r JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
        WHERE r.oid = k.confrelid) END AS "referencedElsewhere"
    FROM pg_catalog.pg_constraint k
    LEFT JOIN pg_catalog.pg_class i ON i.oid = k.conindid AND k.contype IN ('p', 'u', 'x')
    LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = i.oid
    LEFT JOIN member rm ON rm.catalog = 'pg_catalog.pg_class'::regclass AND rm.oid = k.confrelid
    WHERE k.conrelid >= ${FIRST_USER_OID} AND k.contype IN ('p', 'u', 'c', 'f', 'x') AND k.conparentid = 0
      AND (k.coninhcount = 0 OR k.conislocal) AND ${inWantedSchema("k.connamespace")}`,
  read(row, { draft, relations }) {
    // The constraints of foreign tables and of an extension's tables are theirs.
    const table = relations.get(text(row, "table"));
    if (table?.kind !== "table" || (table.isPartition && flag(row, "isInherited"))) return;
    const path = [...table.path, text(row, "name")];
    const id = objectId("constraint", path);
    const home = address(SYSTEM_CATALOGS.constraint, text(row, "oid"));
    draft.add(
      { id, kind: "constraint", path, parent: table.id, definition: definitionOf(row, table, relations) },
      home,
    );
    const index = optionalText(row, "index");
    if (index !== undefined) draft.addParts(id, [address(SYSTEM_CATALOGS.relation, index)]);
  },
};

function definitionOf(row: CatalogRow, table: Relation, relations: RelationIndex): ConstraintDefinition {
  const type = TYPES.get(text(row, "type"));
  if (type === undefined) throw unreadable("type", row.type);
  const places = numbers(row, "columns").filter((place) => place > 0);
  const written = canonicalExpression(text(row, "sql"));
  return {
    type,
    sql: withStorage(written.replace(/ NOT VALID$/, ""), row),
    columns: columnNamesAt(table, type === "check" ? places.toSorted((left, right) => left - right) : places),
    ...referencesOf(row, relations),
    valid: flag(row, "valid") || written.endsWith(" NOT ENFORCED"),
    ...(row.clustered === true && { clustered: true }),
  };
}

/** The server leaves out how and where the constraint's index is stored. It comes before what may follow it. */
function withStorage(sql: string, row: CatalogRow): string {
  const [options, tablespace] = [texts(row, "options"), optionalText(row, "tablespace")];
  if (options.length === 0 && tablespace === undefined) return sql;
  const predicate = optionalText(row, "predicate");
  const deferral = / DEFERRABLE( INITIALLY DEFERRED)?$/.exec(sql)?.[0] ?? "";
  const condition = predicate === undefined ? "" : ` WHERE (${predicate})`;
  const tail = sql.endsWith(condition + deferral) ? condition + deferral : deferral;
  const withOptions = options.length === 0 ? "" : ` WITH (${options.join(", ")})`;
  const where = tablespace === undefined ? "" : ` USING INDEX TABLESPACE ${quoteIdentifier(tablespace)}`;
  return `${sql.slice(0, sql.length - tail.length)}${withOptions}${where}${tail}`;
}

function referencesOf(row: CatalogRow, relations: RelationIndex): Pick<ConstraintDefinition, "references"> {
  const oid = optionalText(row, "referenced");
  if (oid === undefined) return {};
  const [onDelete, onUpdate] = [ACTIONS.get(text(row, "onDelete")), ACTIONS.get(text(row, "onUpdate"))];
  if (onDelete === undefined || onUpdate === undefined) throw unreadable("onDelete", row.onDelete);
  return { references: { ...referencedOf(row, relations.get(oid)), onDelete, onUpdate } };
}

/** The table and columns that are referred to; the server names them where they may be outside of what is read. */
function referencedOf(row: CatalogRow, table: Relation | undefined) {
  const elsewhere = row.referencedElsewhere;
  if (isRow(elsewhere))
    return {
      table: objectId("table", [text(elsewhere, "schema"), text(elsewhere, "name")]),
      columns: texts(elsewhere, "columns"),
    };
  if (table === undefined) throw unreadable("referenced", undefined);
  return { table: table.id, columns: columnNamesAt(table, numbers(row, "referencedColumns")) };
}
