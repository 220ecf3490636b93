import type { ReferentialAction } from "@dataflow/core";
import { type Catalog, type CatalogIndex, indexCatalog } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { type ObjectId, objectId } from "../../catalog/object-id.ts";

/** A foreign key whose two tables are there. */
export interface ForeignKeyEdge {
  readonly constraint: ObjectId;
  readonly child: CatalogObject<"table">;
  readonly columns: readonly string[];
  readonly parent: CatalogObject<"table">;
  readonly referenced: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
}

/** All foreign keys of a catalog. */
export interface ForeignKeyGraph {
  readonly objects: CatalogIndex;
  readonly edges: readonly ForeignKeyEdge[];
  /** By the table that is referred to, under the name of the whole that it is a partition of. */
  readonly incoming: ReadonlyMap<ObjectId, readonly ForeignKeyEdge[]>;
}

/**
 * Makes the graph of a catalog's foreign keys. One that leads to no table is left out: it refuses every row.
 *
 * @param catalog the catalog
 * @returns the graph
 */
export function foreignKeyGraph(catalog: Catalog): ForeignKeyGraph {
  const objects = indexCatalog(catalog);
  const edges = catalog.objects.flatMap((object) => edgeOf(object, objects));
  const incoming = new Map<ObjectId, ForeignKeyEdge[]>();
  for (const edge of edges) {
    const whole = wholeTable(edge.parent, objects).id;
    const known = incoming.get(whole);
    if (known === undefined) incoming.set(whole, [edge]);
    else known.push(edge);
  }
  return { objects, edges, incoming };
}

function edgeOf(object: CatalogObject, objects: CatalogIndex): readonly ForeignKeyEdge[] {
  if (object.kind !== "constraint" || object.definition.references === undefined) return [];
  // One that is not enforced does nothing.
  if (object.definition.sql.endsWith(" NOT ENFORCED")) return [];
  const { columns, references } = object.definition;
  const child = object.parent === undefined ? undefined : objects.get(object.parent);
  const parent = objects.get(references.table);
  if (child?.kind !== "table" || parent?.kind !== "table") return [];
  const { onDelete, onUpdate, columns: referenced } = references;
  return [{ constraint: object.id, child, columns, parent, referenced, onDelete, onUpdate }];
}

/**
 * The table that a partition is in the end a part of: a key that refers to that one refers to all its partitions.
 *
 * @param table a table
 * @param objects the catalog
 * @returns the table that is no partition; the table itself where it is none
 */
export function wholeTable(table: CatalogObject<"table">, objects: CatalogIndex): CatalogObject<"table"> {
  const parent = table.definition.partitionOf && objects.get(table.definition.partitionOf.table);
  return parent?.kind === "table" ? wholeTable(parent, objects) : table;
}

/** What rows of a table are deleted along, and what their deletion meets. */
export interface CascadeClosure {
  /** Tables of which rows are deleted, under the names of the wholes, in the order in which they are reached. */
  readonly tables: readonly ObjectId[];
  /** The keys that refer to any of them. */
  readonly edges: readonly ForeignKeyEdge[];
}

/**
 * Follows the keys that delete, however far and round whatever circles.
 *
 * @param graph the keys
 * @param start the table whose rows are deleted
 * @returns the tables and keys that are reached
 */
export function cascadeClosure(graph: ForeignKeyGraph, start: CatalogObject<"table">): CascadeClosure {
  const tables = new Set([wholeTable(start, graph.objects).id]);
  const edges: ForeignKeyEdge[] = [];
  // A set that grows while it is read gives what was added, once.
  for (const table of tables) {
    for (const edge of graph.incoming.get(table) ?? []) {
      edges.push(edge);
      if (edge.onDelete === "cascade") tables.add(wholeTable(edge.child, graph.objects).id);
    }
  }
  return { tables: [...tables], edges };
}

/**
 * The columns that are of one type together: those that keys lead to from a column, in both directions.
 *
 * @param graph the keys
 * @param start a column
 * @returns the columns by identity, and the keys between them
 */
export function typeClosure(
  graph: ForeignKeyGraph,
  start: ObjectId,
): { readonly columns: readonly ObjectId[]; readonly edges: readonly ForeignKeyEdge[] } {
  const pairs = pairsByColumn(graph);
  const columns = new Set([start]);
  const edges = new Set<ForeignKeyEdge>();
  for (const column of columns) {
    for (const { other, edge } of pairs.get(column) ?? []) {
      edges.add(edge);
      columns.add(other);
    }
  }
  return { columns: [...columns].sort(), edges: [...edges] };
}

interface Pair {
  readonly other: ObjectId;
  readonly edge: ForeignKeyEdge;
}

function pairsByColumn({ edges }: ForeignKeyGraph): ReadonlyMap<ObjectId, readonly Pair[]> {
  const pairs = new Map<ObjectId, Pair[]>();
  const put = (column: ObjectId, pair: Pair): void => {
    const known = pairs.get(column);
    if (known === undefined) pairs.set(column, [pair]);
    else known.push(pair);
  };
  for (const edge of edges) {
    for (const [index, name] of edge.columns.entries()) {
      const own = objectId("column", [...edge.child.path, name]);
      const other = objectId("column", [...edge.parent.path, edge.referenced[index] ?? ""]);
      put(own, { other, edge });
      put(other, { other: own, edge });
    }
  }
  return pairs;
}
