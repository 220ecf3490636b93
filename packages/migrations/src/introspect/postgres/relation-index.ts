import { type ObjectId, objectId } from "../../catalog/object-id.ts";
import { type CatalogRow, flag, number, text, unreadable } from "./catalog-row.ts";
import type { SectionRows } from "./catalog-section.ts";

type RelationKind = "table" | "view" | "materializedView" | "composite" | "sequence";

/** A table, view, materialized view, composite type or sequence, as other sections refer to it. */
export interface Relation {
  readonly oid: string;
  readonly id: ObjectId;
  readonly kind: RelationKind;
  readonly path: readonly [schema: string, name: string];
  readonly isPartition: boolean;
  /** Its columns in order. */
  readonly columns: readonly CatalogRow[];
  /** The names of its columns by their numbers. */
  readonly columnNames: ReadonlyMap<number, string>;
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
 * @param rows what the sections gave
 * @returns all relations
 */
export function indexRelations(rows: SectionRows): RelationIndex {
  const columns = new Map<string, CatalogRow[]>();
  for (const row of rows.get("columns") ?? []) {
    const relation = text(row, "relation");
    const known = columns.get(relation);
    if (known === undefined) columns.set(relation, [row]);
    else known.push(row);
  }
  return new Map(
    (rows.get("relations") ?? []).map((row) => {
      const oid = text(row, "oid");
      return [oid, relationOf(row, columns.get(oid) ?? [])];
    }),
  );
}

function relationOf(row: CatalogRow, columns: readonly CatalogRow[]): Relation {
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
    columnNames: new Map(columns.map((column) => [number(column, "number"), text(column, "name")])),
  };
}

/**
 * The names of columns by their numbers.
 *
 * @param relation their relation
 * @param places the numbers
 * @returns the names, in the order of the numbers
 */
export function columnNamesAt(relation: Relation, places: readonly number[]): readonly string[] {
  return places.map((place) => {
    const name = relation.columnNames.get(place);
    if (name === undefined) throw unreadable("column", undefined);
    return name;
  });
}
