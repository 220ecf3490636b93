import type { CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";

/** Two catalogs, one to become the other. */
interface Sides {
  readonly actual: CatalogIndex;
  readonly desired: CatalogIndex;
}

/** Whether an object came from a parent of its table. */
export function isInherited(object: CatalogObject): boolean {
  return (object.kind === "column" || object.kind === "constraint") && object.definition.inherited === true;
}

/** The same as its table's own. */
export function declared(object: CatalogObject): CatalogObject {
  if (object.kind !== "column" && object.kind !== "constraint") return object;
  const { inherited: _inherited, ...definition } = object.definition;
  // One field less leaves the definition one of its kind.
  return freezeDeep({ ...object, definition } as CatalogObject);
}

/** Whether a table that exists becomes a partition or child of another. */
export function gainsParent(table: ObjectId, { actual, desired }: Sides): boolean {
  const before = parentsOf(actual.get(table));
  return before !== undefined && (parentsOf(desired.get(table)) ?? []).some((parent) => !before.includes(parent));
}

/** Whether a table that stays is a partition or child of another no more. */
export function losesParent(table: ObjectId, { actual, desired }: Sides): boolean {
  const after = parentsOf(desired.get(table));
  return after !== undefined && (parentsOf(actual.get(table)) ?? []).some((parent) => !after.includes(parent));
}

/** The tables that a table is a partition or child of; undefined for what is no table. */
export function parentsOf(table: CatalogObject | undefined): readonly ObjectId[] | undefined {
  if (table?.kind !== "table") return undefined;
  const { partitionOf, inherits = [] } = table.definition;
  return partitionOf === undefined ? inherits : [partitionOf.table];
}
