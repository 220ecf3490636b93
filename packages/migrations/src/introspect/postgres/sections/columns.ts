import type { ColumnDefinition } from "../../../catalog/object-definitions.ts";
import { objectId } from "../../../catalog/object-id.ts";
import { canonicalExpression } from "../canonical-expression.ts";
import { type CatalogRow, flag, isRow, number, optionalNumber, optionalText, text, texts } from "../catalog-row.ts";
import type { CatalogSection, ReadingState } from "../catalog-section.ts";
import { defaultName } from "../default-names.ts";
import type { Relation } from "../relation-index.ts";
import { sequenceOptions } from "../sequence-options.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";

const STORAGES: ReadonlyMap<string, string> = new Map([
  ["p", "plain"],
  ["e", "external"],
  ["m", "main"],
  ["x", "extended"],
]);

const COMPRESSIONS: ReadonlyMap<string, string> = new Map([
  ["p", "pglz"],
  ["l", "lz4"],
]);

/** The columns of tables, views and materialized views, and the attributes of composite types. */
export const columnsSection: CatalogSection = {
  name: "columns",
  sql: `SELECT a.attrelid AS relation, a.attnum AS number, a.attname AS name,
      pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS "notNull",
      d.oid AS "defaultOid", pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS "default",
      CASE WHEN a.attcollation <> t.typcollation OR a.attidentity <> '' OR a.attgenerated <> ''
        OR a.attstorage <> t.typstorage OR a.attcompression <> '' OR a.attstattarget >= 0
        OR a.attoptions IS NOT NULL OR a.attinhcount > 0
      THEN json_build_object(
        'collation', CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END,
        'identity', nullif(a.attidentity, ''), 'generated', nullif(a.attgenerated, ''),
        'storage', CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END,
        'compression', nullif(a.attcompression, ''),
        'statistics', CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END, 'options', a.attoptions,
        'inherited', a.attinhcount > 0 AND (c.relispartition OR NOT a.attislocal)) END AS rare
    FROM pg_catalog.pg_class c
    JOIN wanted ON wanted.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'c')
    ORDER BY a.attrelid, a.attnum`,
};

/** Adds the columns of a table. */
export function readColumns(table: Relation, { draft, identities, notNulls }: ReadingState): void {
  table.columns.forEach((row, index) => {
    const path = [...table.path, text(row, "name")];
    const place = address(SYSTEM_CATALOGS.relation, table.oid, number(row, "number"));
    const identity = row.rare === null ? undefined : identities.get(place);
    const notNull = notNulls.size === 0 ? undefined : notNulls.get(place);
    const definition = columnDefinition(row, extraOf(row, table, { identity, notNull }));
    const id = objectId("column", path);
    draft.add({ id, kind: "column", path, parent: table.id, definition, position: index + 1 }, place);
    if (identity !== undefined) draft.addParts(id, [address(SYSTEM_CATALOGS.relation, text(identity, "oid"))]);
    if (notNull !== undefined) draft.addParts(id, [address(SYSTEM_CATALOGS.constraint, text(notNull, "oid"))]);
    locateDefault(row, draft, id);
  });
}

/** What is in other catalogs than the column itself. */
function extraOf(
  row: CatalogRow,
  table: Relation,
  { identity, notNull }: { readonly identity: CatalogRow | undefined; readonly notNull: CatalogRow | undefined },
): typeof NOTHING_EXTRA {
  if (identity === undefined && notNull === undefined) return NOTHING_EXTRA;
  return {
    ...(identity !== undefined && { identity: identityOf(row, identity) }),
    ...(notNull !== undefined && notNullConstraintOf(table, text(row, "name"), notNull)),
  };
}

function locateDefault(row: CatalogRow, draft: ReadingState["draft"], id: ReturnType<typeof objectId>): void {
  const oid = optionalText(row, "defaultOid");
  if (oid !== undefined) draft.addParts(id, [address(SYSTEM_CATALOGS.attributeDefault, oid)]);
}

function columnDefinition(
  row: CatalogRow,
  extra: Pick<ColumnDefinition, "identity" | "notNullConstraint">,
): ColumnDefinition {
  const fill = optionalExpression(row, "default");
  const rare = rareOf(row);
  if (rare === NOTHING_RARE && extra === NOTHING_EXTRA)
    return plainColumn(text(row, "type"), flag(row, "notNull"), fill);
  const [collation, generated] = [optionalText(rare, "collation"), optionalText(rare, "generated")];
  return {
    type: text(row, "type"),
    ...(collation !== undefined && { collation }),
    notNull: flag(row, "notNull"),
    ...extra,
    ...(fill !== undefined && generated === undefined && { default: fill }),
    ...(fill !== undefined && generated !== undefined && { generated: generatedOf(fill, generated) }),
    ...storageOf(rare),
    ...(rare.inherited === true && { inherited: true }),
  };
}

/** Nearly all columns: there are so many that it counts how they are made. */
function plainColumn(type: string, notNull: boolean, fill: string | undefined): ColumnDefinition {
  return fill === undefined ? { type, notNull } : { type, notNull, default: fill };
}

const NOTHING_RARE: CatalogRow = {};
const NOTHING_EXTRA: Pick<ColumnDefinition, "identity" | "notNullConstraint"> = {};

/** What most columns do not have: it would be most of the answer if all were asked for it. */
function rareOf(row: CatalogRow): CatalogRow {
  return isRow(row.rare) ? row.rare : NOTHING_RARE;
}

function storageOf(rare: CatalogRow): Partial<ColumnDefinition> {
  const storage = STORAGES.get(optionalText(rare, "storage") ?? "");
  const compression = COMPRESSIONS.get(optionalText(rare, "compression") ?? "");
  const statistics = optionalNumber(rare, "statistics");
  const options = texts(rare, "options");
  return {
    ...(storage !== undefined && { storage }),
    ...(compression !== undefined && { compression }),
    ...(statistics !== undefined && { statistics }),
    ...(options.length > 0 && { options: options.toSorted() }),
  };
}

function generatedOf(expression: string, kind: string): NonNullable<ColumnDefinition["generated"]> {
  return { expression, kind: kind === "v" ? "virtual" : "stored" };
}

function identityOf(row: CatalogRow, sequence: CatalogRow): NonNullable<ColumnDefinition["identity"]> {
  const generation = text(rareOf(row), "identity") === "a" ? "always" : "by default";
  return { generation, sequence: sequenceOptions(sequence) };
}

/** What is worth a word about a NOT NULL; the usual one has the name that the server gives, and is checked. */
function notNullConstraintOf(
  table: Relation,
  column: string,
  row: CatalogRow,
): Pick<ColumnDefinition, "notNullConstraint"> {
  const [name, valid, noInherit] = [text(row, "name"), flag(row, "valid"), flag(row, "noInherit")];
  if (valid && !noInherit && name === defaultName(table.path[1], column, "not_null")) return {};
  return { notNullConstraint: { name, valid, noInherit } };
}

function optionalExpression(row: CatalogRow, name: string): string | undefined {
  const expression = optionalText(row, name);
  return expression === undefined ? undefined : canonicalExpression(expression);
}
