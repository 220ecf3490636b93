import type { Column, Schema, Table } from "@dataflow/core";
import type { CatalogIndex } from "../catalog/catalog.ts";
import { type ObjectId, objectId } from "../catalog/object-id.ts";
import { tableKey } from "../diff/table-name.ts";

/** The tables that are there, and how names become identities. */
export interface KnownPlace {
  readonly actual: CatalogIndex;
  readonly defaultSchema: string | undefined;
}

/**
 * What has to be remembered beside the models of now: tables, columns, keys and indexes that earlier models asked for and
 * that are still there. They are given up, and wait for somebody who says that they may go.
 *
 * @param wanted the models of now
 * @param previous what was remembered until now
 * @param place the catalog
 * @returns the models of now with what is left of earlier ones
 */
export function knownModels(wanted: Schema, previous: Schema, place: KnownPlace): Schema {
  const own = new Map(wanted.tables.map((table) => [tableKey(table), table]));
  const left = previous.tables.filter((table) => !own.has(tableKey(table)) && place.actual.has(tableId(table, place)));
  const before = new Map(previous.tables.map((table) => [tableKey(table), table]));
  const tables = wanted.tables.map((table) => {
    const earlier = before.get(tableKey(table));
    return earlier === undefined ? table : withLeftovers(table, earlier, place);
  });
  return { tables: [...tables, ...left] };
}

/** The identity of a table that models ask for. */
export function tableId(
  { schema, name }: Pick<Table, "schema" | "name">,
  { defaultSchema }: Pick<KnownPlace, "defaultSchema">,
): ObjectId {
  const inside = schema ?? defaultSchema;
  return objectId("table", inside === undefined ? [name] : [inside, name]);
}

function withLeftovers(table: Table, earlier: Table, place: KnownPlace): Table {
  const path = place.actual.get(tableId(table, place))?.path;
  if (path === undefined) return table;
  const isThere = (kind: "column" | "constraint" | "index" | "table", name: string): boolean =>
    place.actual.has(objectId(kind, [...(kind === "index" || kind === "table" ? path.slice(0, -1) : path), name]));
  return {
    ...table,
    columns: [
      ...table.columns.map((column) => withFormerDefault(column, earlier, { path, actual: place.actual })),
      ...leftOf(table.columns, earlier.columns, (name) => isThere("column", name)),
    ],
    uniques: [...table.uniques, ...leftOf(table.uniques, earlier.uniques, (name) => isThere("constraint", name))],
    foreignKeys: [
      ...table.foreignKeys,
      ...leftOf(table.foreignKeys, earlier.foreignKeys, (name) => isThere("constraint", name)),
    ],
    indexes: [...table.indexes, ...leftOf(table.indexes, earlier.indexes, (name) => isThere("index", name))],
    ...formerTextIndex(table, earlier, (name) => isThere("index", name) || isThere("table", name)),
  };
}

function leftOf<Part extends { readonly name: string }>(
  now: readonly Part[],
  earlier: readonly Part[],
  isThere: (name: string) => boolean,
): readonly Part[] {
  const names = new Set(now.map(({ name }) => name));
  return earlier.filter(({ name }) => !names.has(name) && isThere(name));
}

/** A text index is an index on one database and a table on another. */
function formerTextIndex(table: Table, earlier: Table, isThere: (name: string) => boolean): Pick<Table, "textIndex"> {
  const { textIndex } = earlier;
  const isLeft = table.textIndex === undefined && textIndex !== undefined && isThere(textIndex.name);
  return isLeft ? { textIndex } : {};
}

/** A default that models gave up and the column still has is known to have been theirs. */
function withFormerDefault(
  column: Column,
  earlier: Table,
  at: { readonly path: readonly string[]; readonly actual: CatalogIndex },
): Column {
  const former = earlier.columns.find(({ name }) => name === column.name)?.default;
  if (column.default !== undefined || former === undefined) return column;
  const found = at.actual.get(objectId("column", [...at.path, column.name]));
  const isFilled = found?.kind === "column" && (found.definition.default ?? found.definition.identity) !== undefined;
  return isFilled ? { ...column, default: former } : column;
}

/**
 * The previous models without what somebody said is another object: such a table or column was never theirs.
 *
 * @param previous what models asked for
 * @param separate identities of objects that stay beside new ones
 * @param place how names become identities
 * @returns the rest
 */
export function withoutSeparate(
  previous: Schema,
  separate: ReadonlySet<ObjectId>,
  place: Pick<KnownPlace, "defaultSchema">,
): Schema {
  if (separate.size === 0) return previous;
  const tables = previous.tables.filter((table) => !separate.has(tableId(table, place)));
  return {
    tables: tables.map((table) => {
      const inside = table.schema ?? place.defaultSchema;
      const path = inside === undefined ? [table.name] : [inside, table.name];
      return {
        ...table,
        columns: table.columns.filter(({ name }) => !separate.has(objectId("column", [...path, name]))),
      };
    }),
  };
}
