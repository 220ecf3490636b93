import type { CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { type ObjectId, objectId } from "../catalog/object-id.ts";
import type { DependencyDialect } from "../dialects/dependency-dialect.ts";

/** That something goes, breaks or changes when something else does. */
export interface Need {
  readonly dependent: ObjectId;
  readonly needs: ObjectId;
}

/**
 * What the definitions of objects say beyond what must be there before them: what a foreign key refers to, the columns
 * that partitions have from their parents, the column that a sequence goes with, what is published without a list.
 *
 * @param objects a catalog
 * @param dialect how its clauses are read
 * @returns the needs
 */
export function definedNeeds(objects: CatalogIndex, dialect: DependencyDialect): readonly Need[] {
  const found: Need[] = [];
  const partitions = partitionsByTable(objects);
  for (const object of objects.values()) {
    if (object.kind === "constraint") found.push(...referenceNeeds(object, partitions));
    if (object.kind === "column") found.push(...inheritedNeeds(object, objects));
    if (object.kind === "table") found.push(...tableNeeds(object, objects, dialect));
    if (object.kind === "sequenceOwner" && object.parent !== undefined)
      found.push({ dependent: object.parent, needs: object.definition.column });
    if (object.kind === "publication") found.push(...publicationNeeds(object, objects));
  }
  return found;
}

/** A partitioned table is what all its partitions are: a key that refers to it refers to each of them. */
function referenceNeeds({ id, definition }: CatalogObject<"constraint">, partitions: Partitions): readonly Need[] {
  const { references } = definition;
  if (references === undefined) return [];
  const table = references.table.slice("table ".length);
  const columns = references.columns.map((name) => objectId("column", [name]).slice("column ".length));
  // An identity is made of the identities it is in, quoted where they have to be.
  const own = columns.map((name) => `column ${table}.${name}` as const);
  return [...withPartitions(references.table, partitions), ...own].map((needs) => ({ dependent: id, needs }));
}

type Partitions = ReadonlyMap<ObjectId, readonly ObjectId[]>;

function partitionsByTable(objects: CatalogIndex): Partitions {
  const partitions = new Map<ObjectId, ObjectId[]>();
  for (const object of objects.values()) {
    const parent = object.kind === "table" ? object.definition.partitionOf?.table : undefined;
    if (parent !== undefined) partitions.set(parent, [...(partitions.get(parent) ?? []), object.id]);
  }
  return partitions;
}

function withPartitions(table: ObjectId, partitions: Partitions): readonly ObjectId[] {
  return [table, ...(partitions.get(table) ?? []).flatMap((one) => withPartitions(one, partitions))];
}

/** The tables that a table is a partition or a child of. */
export function parentsOf(table: CatalogObject<"table">): readonly ObjectId[] {
  const { partitionOf, inherits = [] } = table.definition;
  return partitionOf === undefined ? inherits : [partitionOf.table, ...inherits];
}

function inheritedNeeds(column: CatalogObject<"column">, objects: CatalogIndex): readonly Need[] {
  const table = column.parent === undefined ? undefined : objects.get(column.parent);
  if (table?.kind !== "table") return [];
  return parentsOf(table).flatMap((parent) => {
    const path = objects.get(parent)?.path;
    return path === undefined
      ? []
      : [{ dependent: column.id, needs: objectId("column", [...path, column.path.at(-1) ?? ""]) }];
  });
}

function tableNeeds(table: CatalogObject<"table">, objects: CatalogIndex, dialect: DependencyDialect): readonly Need[] {
  const { virtual } = table.definition;
  const parents = parentsOf(table).map((needs) => ({ dependent: table.id, needs }));
  if (virtual === undefined) return parents;
  // A virtual table may have its rows from another one, which it names in its arguments.
  const isNamed = ({ id, path }: CatalogObject) => id !== table.id && dialect.mentions(virtual, path.at(-1) ?? "");
  const relations = [...objects.values()].filter(
    (one) => (one.kind === "table" || one.kind === "view") && isNamed(one),
  );
  const columns = [...objects.values()].filter(
    (one) => one.kind === "column" && relations.some(({ id }) => id === one.parent) && isNamed(one),
  );
  return [...parents, ...[...relations, ...columns].map(({ id }) => ({ dependent: table.id, needs: id }))];
}

/** A publication of all tables, or of all of a schema, has each of them without naming it. */
function publicationNeeds(publication: CatalogObject<"publication">, objects: CatalogIndex): readonly Need[] {
  const isOfAll = publication.definition.sql.includes(" FOR ALL TABLES ");
  const schemas = new Set(publication.dependsOn.filter((id) => id.startsWith("schema ")));
  const tables = [...objects.values()].filter(({ kind, path }) => {
    return kind === "table" && (isOfAll || schemas.has(objectId("schema", path.slice(0, 1))));
  });
  return tables.map(({ id }) => ({ dependent: publication.id, needs: id }));
}
