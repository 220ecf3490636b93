import type { AlterTableCmd, Node, RangeVar } from "@pgsql/types";
import type { CatalogIndex } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { type ObjectId, objectId } from "../../catalog/object-id.ts";
import { quoteIdentifier } from "../../dialects/sql-text.ts";

const DEFAULT_SCHEMA = "public";

/** A table that a statement names. */
export interface NamedTable {
  readonly id: ObjectId;
  readonly path: readonly [string, string];
  /** As statements write it. */
  readonly sql: string;
}

/** The table behind a name. */
export function namedTable(relation: RangeVar | undefined): NamedTable {
  const path = [relation?.schemaname ?? DEFAULT_SCHEMA, relation?.relname ?? ""] as const;
  return { id: objectId("table", path), path: [...path], sql: path.map(quoteIdentifier).join(".") };
}

/** The one thing that an ALTER TABLE does; undefined when it does several, or is another statement. */
export function soleAlteration(
  tree: Node,
): { readonly table: NamedTable; readonly command: AlterTableCmd } | undefined {
  if (!("AlterTableStmt" in tree) || tree.AlterTableStmt.objtype !== "OBJECT_TABLE") return undefined;
  const [first, ...others] = tree.AlterTableStmt.cmds ?? [];
  if (first === undefined || others.length > 0 || !("AlterTableCmd" in first)) return undefined;
  return { table: namedTable(tree.AlterTableStmt.relation), command: first.AlterTableCmd };
}

/** The texts in a list of names. */
export function namesIn(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap((node) => ("String" in node ? [node.String.sval ?? ""] : []));
}

/** A table of the catalog whose statements reach no other: no partitioned table, no partition, no parent or child. */
export function plainTable(id: ObjectId, objects: CatalogIndex): CatalogObject<"table"> | undefined {
  const table = objects.get(id);
  if (table?.kind !== "table" || isPartitioned(table)) return undefined;
  const { partitionOf, inherits = [] } = table.definition;
  if (partitionOf !== undefined || inherits.length > 0) return undefined;
  for (const other of objects.values())
    if (other.kind === "table" && other.definition.inherits?.includes(id) === true) return undefined;
  return table;
}

/** Whether a table has its rows in partitions. */
export function isPartitioned(object: CatalogObject | undefined): boolean {
  return object?.kind === "table" && object.definition.partitionBy !== undefined;
}

/** Columns that tell the rows of a table apart and are never NULL. */
export function keyColumns(table: ObjectId, objects: CatalogIndex): readonly string[] | undefined {
  for (const object of objects.values())
    if (object.kind === "constraint" && object.parent === table && object.definition.type === "primary key")
      return object.definition.columns;
  return undefined;
}
