import type { ReferentialAction } from "@dataflow/core";
import type { ConstraintDefinition } from "../../../catalog/object-definitions.ts";
import { objectId } from "../../../catalog/object-id.ts";
import { quoteIdentifier } from "../../../dialects/sql-text.ts";
import { canonicalExpression } from "../canonical-expression.ts";
import { type CatalogRow, flag, numbers, optionalText, text, texts, unreadable } from "../catalog-row.ts";
import { type CatalogSection, notOfExtension } from "../catalog-section.ts";
import { columnNamesAt, type Relation } from "../relation-index.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";

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
  sql: `SELECT k.oid, k.conname AS name, k.contype AS type, k.conrelid AS "table", k.conkey AS columns,
      CASE WHEN k.contype <> 'n' THEN pg_catalog.pg_get_constraintdef(k.oid) END AS sql,
      k.convalidated AS valid, k.connoinherit AS "noInherit",
      CASE WHEN k.contype = 'f' THEN (SELECT json_agg(a.attname ORDER BY u.position)
        FROM unnest(k.confkey) WITH ORDINALITY AS u (number, position)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number) END AS "referencedColumns",
      k.confdeltype AS "onDelete", k.confupdtype AS "onUpdate",
      CASE WHEN k.contype IN ('p', 'u', 'x') THEN k.conindid END AS index,
      CASE WHEN k.contype <> 'x' THEN i.reloptions END AS options, s.spcname AS tablespace,
      CASE WHEN k.contype = 'x' THEN (SELECT pg_catalog.pg_get_expr(x.indpred, x.indrelid)
        FROM pg_catalog.pg_index x WHERE x.indexrelid = k.conindid) END AS predicate,
      rn.nspname AS "referencedSchema", r.relname AS "referencedTable"
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
    JOIN wanted ON wanted.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_class i ON i.oid = k.conindid AND k.contype IN ('p', 'u', 'x')
    LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = i.reltablespace
    LEFT JOIN pg_catalog.pg_class r ON r.oid = k.confrelid
    LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
    WHERE k.contype IN ('p', 'u', 'c', 'f', 'x', 'n') AND k.conparentid = 0 AND c.relkind IN ('r', 'p')
      AND NOT (k.coninhcount > 0 AND (c.relispartition OR NOT k.conislocal))
      AND ${notOfExtension("pg_class", "c.oid")}`,
  read(row, { draft, relations }) {
    if (text(row, "type") === "n") return;
    const table = relations.get(text(row, "table"));
    if (table === undefined) throw unreadable("table", undefined);
    const path = [...table.path, text(row, "name")];
    const id = objectId("constraint", path);
    const home = address(SYSTEM_CATALOGS.constraint, text(row, "oid"));
    draft.add({ id, kind: "constraint", path, parent: table.id, definition: definitionOf(row, table) }, home);
    const index = optionalText(row, "index");
    if (index !== undefined) draft.addParts(id, [address(SYSTEM_CATALOGS.relation, index)]);
  },
};

function definitionOf(row: CatalogRow, table: Relation): ConstraintDefinition {
  const type = TYPES.get(text(row, "type"));
  if (type === undefined) throw unreadable("type", row.type);
  const places = numbers(row, "columns").filter((place) => place > 0);
  const written = canonicalExpression(text(row, "sql"));
  return {
    type,
    sql: withStorage(written.replace(/ NOT VALID$/, ""), row),
    columns: columnNamesAt(table, type === "check" ? places.toSorted((left, right) => left - right) : places),
    ...referencesOf(row),
    valid: flag(row, "valid") || written.endsWith(" NOT ENFORCED"),
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

function referencesOf(row: CatalogRow): Pick<ConstraintDefinition, "references"> {
  const schema = optionalText(row, "referencedSchema");
  if (schema === undefined) return {};
  const [onDelete, onUpdate] = [ACTIONS.get(text(row, "onDelete")), ACTIONS.get(text(row, "onUpdate"))];
  if (onDelete === undefined || onUpdate === undefined) throw unreadable("onDelete", row.onDelete);
  const table = objectId("table", [schema, text(row, "referencedTable")]);
  return { references: { table, columns: texts(row, "referencedColumns"), onDelete, onUpdate } };
}
