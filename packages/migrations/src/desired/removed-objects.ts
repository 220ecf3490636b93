import type { Table } from "@dataflow/core";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName, type ObjectId } from "../catalog/object-id.ts";
import type { DescribedTables } from "./described-tables.ts";

/**
 * What is to go: what models declared when they were last applied and declare no more, what somebody asked to drop, and
 * what cannot be without one of them. A table or column that no model ever declared stays.
 *
 * @param objects the catalog in the making
 * @param tables the tables that models ask for and asked for
 * @param asking the drops that somebody asked for, and further objects that models have given up
 * @returns the identities of what goes
 */
export function removedObjects(
  objects: ReadonlyMap<ObjectId, CatalogObject>,
  tables: DescribedTables,
  { allow, given }: { readonly allow: readonly string[] | "everything"; readonly given: readonly ObjectId[] },
): ReadonlySet<ObjectId> {
  const asked = new Set(allow === "everything" ? [] : allow);
  const removed = new Set<ObjectId>(given.filter((id) => objects.has(id)));
  for (const object of objects.values()) {
    if (asked.has(`drop ${object.kind} ${displayName(object.path)}`) && !isWanted(object, tables))
      removed.add(object.id);
    if (isGiven(object, tables)) removed.add(object.id);
  }
  for (let size = -1; size < removed.size; ) {
    size = removed.size;
    for (const object of objects.values()) if (cannotStay(object, removed)) removed.add(object.id);
  }
  return removed;
}

function isWanted(object: CatalogObject, tables: DescribedTables): boolean {
  if (object.kind === "table") return tables.wanted.has(object.id);
  const table = object.parent === undefined ? undefined : tables.wanted.get(object.parent);
  return object.kind === "column" && (table?.columns.some(({ name }) => name === object.path.at(-1)) ?? false);
}

/** Whether models had it and gave it up. */
function isGiven(object: CatalogObject, { previous, wanted }: DescribedTables): boolean {
  if (object.kind === "table") return previous.has(object.id) && !wanted.has(object.id);
  const [before, after] = object.parent === undefined ? [] : [previous.get(object.parent), wanted.get(object.parent)];
  if (before === undefined || after === undefined) return false;
  const name = object.path.at(-1) ?? "";
  const declares = (table: Table): boolean => namesOf(object, table).includes(name);
  return declares(before) && !declares(after);
}

function namesOf(object: CatalogObject, table: Table): readonly string[] {
  if (object.kind === "column") return table.columns.map((column) => column.name);
  if (object.kind === "index") return table.indexes.map((index) => index.name);
  if (object.kind !== "constraint") return [];
  return [...table.uniques, ...table.foreignKeys].map((constraint) => constraint.name);
}

/** Constraints and indexes go with their columns, references with the table they lead to, everything with its container. */
function cannotStay(object: CatalogObject, removed: ReadonlySet<ObjectId>): boolean {
  if (object.parent !== undefined && removed.has(object.parent)) return true;
  if (object.kind !== "constraint" && object.kind !== "index" && object.kind !== "sequenceOwner") return false;
  return object.dependsOn.some((id) => removed.has(id));
}
