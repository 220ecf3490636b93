import type { Schema } from "@dataflow/core";
import type { Catalog, CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { type ObjectId, objectId } from "../catalog/object-id.ts";
import { compareIds } from "../diff/catalog-difference.ts";
import { tableKey } from "../diff/table-name.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { tableId } from "./known-models.ts";

/** What a start may not do. */
export interface StartLimits {
  /** The catalog under its new names. */
  readonly actual: CatalogIndex;
  readonly wanted: Schema;
  /** What models asked for before. */
  readonly previous: Schema | undefined;
  readonly defaultSchema: string | undefined;
  /** Objects that stay as they are: they may be one with another, or their change was tried in vain. */
  readonly withheld: ReadonlySet<ObjectId>;
}

/**
 * The catalog that a start may lead to: everything that is wanted, but for what was withheld, and what is no longer
 * wanted beside it. A required column that models gave up becomes optional, or no row could be written any more.
 *
 * @param desired what models ask for, with all that is there
 * @param limits what stays as it is
 * @returns the catalog to be reached
 */
export function startCatalog(desired: Catalog, limits: StartLimits): Catalog {
  const objects = new Map(desired.objects.map((object) => [object.id, object]));
  for (const column of givenUpColumns(objects, limits)) objects.set(column.id, optional(column));
  for (const id of limits.withheld) withhold(objects, id, limits.actual);
  return freezeDeep({ ...desired, objects: [...objects.values()].sort((a, b) => compareIds(a.id, b.id)) });
}

/** Puts an object back as it is. One that is not there is not created, nor is what would stand on it. */
function withhold(objects: Map<ObjectId, CatalogObject>, id: ObjectId, actual: CatalogIndex): void {
  const before = actual.get(id);
  if (before !== undefined) {
    objects.set(id, before);
    return;
  }
  objects.delete(id);
  for (const object of [...objects.values()]) {
    const isFounded = object.parent !== id && !object.dependsOn.includes(id);
    if (!isFounded && objects.has(object.id)) withhold(objects, object.id, actual);
  }
}

function givenUpColumns(objects: CatalogIndex, limits: StartLimits): readonly CatalogObject<"column">[] {
  const { wanted, previous, defaultSchema } = limits;
  const before = new Map(previous?.tables.map((table) => [tableKey(table), table]));
  return wanted.tables.flatMap((table) => {
    const names = new Set(table.columns.map(({ name }) => name));
    const path = objects.get(tableId(table, { defaultSchema }))?.path ?? [];
    const given = before.get(tableKey(table))?.columns.filter(({ name }) => !names.has(name)) ?? [];
    return given.flatMap(({ name }) => {
      const object = objects.get(objectId("column", [...path, name]));
      return object?.kind === "column" && mustBeGiven(object) && !isInKey(object, objects) ? [object] : [];
    });
  });
}

function mustBeGiven({ definition }: CatalogObject<"column">): boolean {
  const { notNull, default: value, identity, generated, inherited } = definition;
  return notNull && value === undefined && identity === undefined && generated === undefined && inherited !== true;
}

function isInKey(column: CatalogObject<"column">, objects: CatalogIndex): boolean {
  const name = column.path.at(-1) ?? "";
  for (const object of objects.values()) {
    if (object.kind !== "constraint" || object.parent !== column.parent) continue;
    if (object.definition.type === "primary key" && object.definition.columns.includes(name)) return true;
  }
  return false;
}

function optional(column: CatalogObject<"column">): CatalogObject<"column"> {
  const { notNullConstraint: _, ...definition } = column.definition;
  return { ...column, definition: { ...definition, notNull: false } };
}
