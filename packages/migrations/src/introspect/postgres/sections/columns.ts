import type { CatalogObject } from "../../../catalog/catalog-object.ts";
import type { ColumnDefinition } from "../../../catalog/object-definitions.ts";
import { displayName, objectId } from "../../../catalog/object-id.ts";
import { canonicalExpression } from "../canonical-expression.ts";
import { type CatalogRow, flag, isRow, optionalNumber, optionalText, text, texts } from "../catalog-row.ts";
import type { CatalogSection, ReadingState } from "../catalog-section.ts";
import { COLUMN_FIELDS, columnRow } from "../column-lists.ts";
import { defaultName } from "../default-names.ts";
import type { Relation } from "../relation-index.ts";
import { sequenceOptions } from "../sequence-options.ts";
import { type Address, address, SYSTEM_CATALOGS } from "../system-catalogs.ts";

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
  columns: COLUMN_FIELDS,
  sql: `SELECT a.attrelid::int8 AS relation, a.attnum AS number, a.attname AS name,
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
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'c')`,
};

/** Adds the columns of a table. */
export function readColumns(table: Relation, state: ReadingState): void {
  const { lists, places } = table.columns;
  const [parent, prefix] = [table.id, objectId("column", table.path)];
  const dependsOn = Object.freeze([parent]);
  const columns: CatalogObject<"column">[] = [];
  let position = 0;
  for (let number = 1; number < places.length; number++) {
    const place = places[number];
    if (place === undefined) continue;
    position += 1;
    const name = lists.name[place] ?? "";
    const column: CatalogObject<"column"> = {
      id: `${prefix}.${displayName([name])}`,
      kind: "column",
      path: [table.path[0], table.path[1], name],
      parent,
      definition: definitionAt(place, table, state),
      position,
      dependsOn,
    };
    columns[number] = column;
    locateParts(place, table, column, state);
  }
  state.draft.addColumns(address(SYSTEM_CATALOGS.relation, table.oid), columns);
}

/** Most columns have nothing but a type: there are so many that they share what they are made of. */
function definitionAt(place: number, table: Relation, { identities, notNulls, plainColumns }: ReadingState) {
  const { lists } = table.columns;
  const home = address(SYSTEM_CATALOGS.relation, table.oid, lists.number[place] ?? 0);
  const notNull = notNulls.size === 0 ? undefined : notNulls.get(home);
  const extra = notNull === undefined ? {} : notNullConstraintOf(table, lists.name[place] ?? "", notNull);
  if (lists.rare[place] === null && lists.default[place] === null && extra.notNullConstraint === undefined)
    return plainColumns.of(lists.type[place] ?? "", lists.notNull[place] === true);
  const row = columnRow(table.columns, place);
  const identity = row.rare === null ? undefined : identities.get(home);
  return columnDefinition(row, { ...(identity !== undefined && { identity: identityOf(row, identity) }), ...extra });
}

/** Where else a column is: its default, its sequence, its NOT NULL. */
function locateParts(place: number, table: Relation, column: CatalogObject<"column">, state: ReadingState): void {
  const { draft, identities, notNulls } = state;
  const { lists } = table.columns;
  const oid = lists.defaultOid[place];
  if (typeof oid === "string") draft.addPartOf(column, address(SYSTEM_CATALOGS.attributeDefault, oid));
  if (notNulls.size === 0 && lists.rare[place] === null) return;
  const home = address(SYSTEM_CATALOGS.relation, table.oid, lists.number[place] ?? 0);
  const [identity, notNull] = [identities.get(home), notNulls.get(home)];
  if (identity !== undefined) locateSequence(column, address(SYSTEM_CATALOGS.relation, text(identity, "oid")), draft);
  if (notNull !== undefined) draft.addPartOf(column, address(SYSTEM_CATALOGS.constraint, text(notNull, "oid")));
}

/** The sequence is a part of its column, and has comments and privileges of its own. The server has named it. */
function locateSequence(column: CatalogObject<"column">, place: Address, draft: ReadingState["draft"]): void {
  draft.addNamedPart({ id: objectId("sequence", column.path), path: column.path, object: column.id }, place);
  draft.addPartOf(column, place);
}

function columnDefinition(
  row: CatalogRow,
  extra: Pick<ColumnDefinition, "identity" | "notNullConstraint">,
): ColumnDefinition {
  const fill = optionalExpression(row, "default");
  const rare = rareOf(row);
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

const NOTHING_RARE: CatalogRow = {};

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
