import { type CatalogRow, unreadable } from "./catalog-row.ts";

/** All columns of all relations, one list for each field: rows of their own would be most of what there is to read. */
export interface ColumnLists {
  /** The relation of each, in no order. */
  readonly relation: readonly number[];
  readonly number: readonly number[];
  readonly name: readonly string[];
  readonly type: readonly string[];
  readonly notNull: readonly boolean[];
  readonly defaultOid: readonly unknown[];
  readonly default: readonly unknown[];
  readonly rare: readonly unknown[];
}

/** The columns of one relation. */
export interface RelationColumns {
  readonly lists: ColumnLists;
  /** Where each column is in the lists, by its number; nothing where a column was dropped. */
  readonly places: readonly (number | undefined)[];
}

/** In the order of what the query selects. */
export const COLUMN_FIELDS = [
  "relation",
  "number",
  "name",
  "type",
  "notNull",
  "defaultOid",
  "default",
  "rare",
] as const;

/**
 * Checks what the server gave for the columns.
 *
 * @param json lists in the order of {@link COLUMN_FIELDS}
 * @returns the lists
 */
export function columnLists(json: unknown): ColumnLists {
  const answer: unknown = typeof json === "string" ? JSON.parse(json) : undefined;
  if (!Array.isArray(answer)) throw unreadable("columns", json);
  const [relation, number, name, type, notNull, defaultOid, fill, rare]: readonly unknown[] = answer;
  return {
    relation: listOf(relation, isNumber),
    number: listOf(number, isNumber),
    name: listOf(name, isText),
    type: listOf(type, isText),
    notNull: listOf(notNull, isFlag),
    defaultOid: listOf(defaultOid, isAnything),
    default: listOf(fill, isAnything),
    rare: listOf(rare, isAnything),
  };
}

/** One column as a row. */
export function columnRow({ lists }: RelationColumns, place: number): CatalogRow {
  return {
    number: lists.number[place],
    name: lists.name[place],
    type: lists.type[place],
    notNull: lists.notNull[place],
    defaultOid: lists.defaultOid[place],
    default: lists.default[place],
    rare: lists.rare[place],
  };
}

/** The columns of a relation as rows, in order. */
export function columnRows(columns: RelationColumns): readonly CatalogRow[] {
  return columns.places.flatMap((place) => (place === undefined ? [] : [columnRow(columns, place)]));
}

/** Finds the columns of each relation. Sorting them here costs nothing, for the number of each says where it goes. */
export function columnsByRelation(lists: ColumnLists): ReadonlyMap<number, RelationColumns> {
  const relations = new Map<number, { lists: ColumnLists; places: (number | undefined)[] }>();
  let current: { relation: number; places: (number | undefined)[] } = { relation: 0, places: [] };
  for (let place = 0; place < lists.relation.length; place++) {
    const relation = lists.relation[place] ?? 0;
    if (relation !== current.relation) {
      const known = relations.get(relation);
      current = { relation, places: known?.places ?? [] };
      if (known === undefined) relations.set(relation, { lists, places: current.places });
    }
    current.places[lists.number[place] ?? 0] = place;
  }
  return relations;
}

function listOf<Value>(list: unknown, isOne: (value: unknown) => value is Value): readonly Value[] {
  if (!Array.isArray(list) || !list.every(isOne)) throw unreadable("columns", list);
  return list;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isFlag(value: unknown): value is boolean {
  return typeof value === "boolean";
}

function isAnything(_value: unknown): _value is unknown {
  return true;
}
