import { type Catalog, type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { CopyColumn, CopyTable } from "../dialects/copy-dialect.ts";
import { type TableName, tableOfPath } from "../diff/table-name.ts";

/** A foreign key as rows see it: from one table with rows to all tables that may hold the row that it refers to. */
export interface CopyReference {
  readonly constraint: ObjectId;
  readonly child: CopyTable;
  readonly columns: readonly string[];
  /** The types of the columns. */
  readonly types: readonly string[];
  /** What it refers to, partitions included when it is partitioned. */
  readonly target: TableName;
  readonly isTargetWhole: boolean;
  readonly targetColumns: readonly string[];
  readonly parents: readonly CopyTable[];
}

/** The tables with rows of a catalog, and how they refer to each other. */
export interface CopyPlan {
  readonly tables: readonly CopyTable[];
  /** By the table that refers. */
  readonly references: ReadonlyMap<ObjectId, readonly CopyReference[]>;
}

/**
 * Says which tables hold rows, and which rows need which others.
 *
 * @param catalog the source's
 * @returns the tables in the order of their identities; of a partitioned table only the partitions
 */
export function planCopy(catalog: Catalog): CopyPlan {
  const objects = indexCatalog(catalog);
  const parts = partsByTable(catalog);
  const tables = catalog.objects
    .filter((object) => object.kind === "table")
    .filter(({ definition }) => definition.virtual === undefined && definition.partitionBy === undefined)
    .map((table) => copyTable(table, parts, objects));
  const byId = new Map(tables.map((table) => [table.id, table]));
  const references = new Map(tables.map((table) => [table.id, referencesOf(table, { parts, objects, byId })] as const));
  return { tables, references };
}

type Parts = ReadonlyMap<ObjectId, readonly CatalogObject[]>;

function partsByTable({ objects }: Catalog): Parts {
  const parts = new Map<ObjectId, CatalogObject[]>();
  for (const object of objects) {
    if (object.parent === undefined || (object.kind !== "column" && object.kind !== "constraint")) continue;
    const known = parts.get(object.parent);
    if (known === undefined) parts.set(object.parent, [object]);
    else known.push(object);
  }
  return parts;
}

function copyTable(table: CatalogObject<"table">, parts: Parts, objects: CatalogIndex): CopyTable {
  const columns = (parts.get(table.id) ?? []).flatMap((object) =>
    object.kind === "column" && object.definition.generated === undefined ? [object] : [],
  );
  const keys = lineOf(table.id, objects).flatMap((id) => parts.get(id) ?? []);
  const key = keys.find((object) => object.kind === "constraint" && object.definition.type === "primary key");
  return {
    id: table.id,
    table: tableOfPath(table.path),
    columns: columns.toSorted((left, right) => (left.position ?? 0) - (right.position ?? 0)).map(copyColumn),
    key: key?.kind === "constraint" ? key.definition.columns : [],
    isKeyedByRowNumber: table.definition.withoutRowid !== true,
  };
}

function copyColumn({ path, definition }: CatalogObject<"column">): CopyColumn {
  return { name: path.at(-1) ?? "", type: definition.type, notNull: definition.notNull };
}

/** A partition with the tables that it is a part of: their keys are its keys. */
function lineOf(table: ObjectId, objects: CatalogIndex): readonly ObjectId[] {
  const found = objects.get(table);
  const above = found?.kind === "table" ? found.definition.partitionOf?.table : undefined;
  return above === undefined ? [table] : [table, ...lineOf(above, objects)];
}

interface Surroundings {
  readonly parts: Parts;
  readonly objects: CatalogIndex;
  readonly byId: ReadonlyMap<ObjectId, CopyTable>;
}

function referencesOf(child: CopyTable, around: Surroundings): readonly CopyReference[] {
  const { parts, objects, byId } = around;
  const constraints = lineOf(child.id, objects).flatMap((id) => parts.get(id) ?? []);
  return constraints.flatMap((constraint): readonly CopyReference[] => {
    if (constraint.kind !== "constraint" || constraint.definition.references === undefined) return [];
    const { columns, references } = constraint.definition;
    const target = objects.get(references.table);
    const types = columns.map((column) => child.columns.find(({ name }) => sameName(name, column)));
    // A reference to nothing, or with another number of columns, refuses every row; SQLite lets it be declared.
    if (target?.kind !== "table" || columns.length !== references.columns.length) return [];
    const isWhole = target.definition.partitionBy !== undefined;
    const tables = isWhole ? partitionsOf(target.id, around) : [byId.get(target.id)];
    return [
      {
        constraint: constraint.id,
        child,
        columns,
        types: types.map((column) => column?.type ?? ""),
        target: tableOfPath(target.path),
        isTargetWhole: isWhole,
        targetColumns: references.columns,
        parents: tables.filter((table) => table !== undefined),
      },
    ];
  });
}

function partitionsOf(root: ObjectId, { objects, byId }: Surroundings): readonly CopyTable[] {
  return [...byId.values()].filter(({ id }) => id !== root && lineOf(id, objects).includes(root));
}

/** Names of columns in references may be written in other letters where letters do not count. */
export function sameName(left: string, right: string): boolean {
  return left === right || left.toLowerCase() === right.toLowerCase();
}
