import { type ObjectId, objectId } from "../../catalog/object-id.ts";
import { type CatalogRow, flag, text, unreadable } from "./catalog-row.ts";
import { type ColumnLists, columnsByRelation, type RelationColumns } from "./column-lists.ts";

type RelationKind = "table" | "view" | "materializedView" | "composite" | "sequence";

/** A table, view, materialized view, composite type or sequence, as other sections refer to it. */
export interface Relation {
  readonly oid: string;
  readonly id: ObjectId;
  readonly kind: RelationKind;
  readonly path: readonly [schema: string, name: string];
  readonly isPartition: boolean;
  /** Its columns in order. */
  readonly columns: RelationColumns;
}

/** Relations by the server's identities. */
export type RelationIndex = ReadonlyMap<string, Relation>;

const KINDS: ReadonlyMap<string, RelationKind> = new Map([
  ["r", "table"],
  ["p", "table"],
  ["v", "view"],
  ["m", "materializedView"],
  ["c", "composite"],
  ["S", "sequence"],
]);

/**
 * Makes relations findable, with their columns.
 *
 * @param rows what the section `relations` gave
 * @param lists all columns
 * @returns all relations
 */
export function indexRelations(rows: readonly CatalogRow[], lists: ColumnLists): RelationIndex {
  const columns = columnsByRelation(lists);
  return new Map(
    rows.map((row) => {
      const oid = text(row, "oid");
      return [oid, relationOf(row, columns.get(Number(oid)) ?? { lists, places: [] })];
    }),
  );
}

function relationOf(row: CatalogRow, columns: RelationColumns): Relation {
  const kind = KINDS.get(text(row, "kind"));
  if (kind === undefined) throw unreadable("kind", row.kind);
  const path = [text(row, "schema"), text(row, "name")] as const;
  return {
    oid: text(row, "oid"),
    id: objectId(kind, path),
    kind,
    path,
    isPartition: flag(row, "isPartition"),
    columns,
  };
}

/**
 * The names of columns by their numbers.
 *
 * @param relation their relation
 * @param numbers the numbers
 * @returns the names, in the order of the numbers
 */
export function columnNamesAt({ columns: { lists, places } }: Relation, numbers: readonly number[]): readonly string[] {
  return numbers.map((number) => {
    const name = lists.name[places[number] ?? -1];
    if (name === undefined) throw unreadable("column", undefined);
    return name;
  });
}
