import type { Connection } from "@dataflow/database";
import { type Catalog, type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { compareIds } from "../diff/catalog-difference.ts";
import { Dependents } from "../diff/dependents.ts";
import type { Renames } from "../diff/rename-objects.ts";
import { type ModelsPlanOptions, type PlannedModels, planTowards } from "../evolve/plan-models.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { DriftItem } from "./drift-items.ts";

/** The two sides of drift. */
export interface DriftSides {
  readonly actual: Catalog;
  readonly known: CatalogIndex;
  /** All that is drift and not ignored. */
  readonly open: readonly DriftItem[];
}

/** What a patch may do. */
export interface PatchPlanOptions extends ModelsPlanOptions {
  readonly renames?: Renames;
}

/**
 * Plans the way back to what is known, for some of what was changed by hand.
 *
 * @param connection the database; rows are counted, nothing is written
 * @param sides what there is and what is known
 * @param items what is to be brought back
 * @param options what may be lost, and what is one object under two names
 * @returns the plan
 */
export function planPatch(
  connection: Connection,
  sides: DriftSides,
  items: readonly DriftItem[],
  options: PatchPlanOptions = {},
): Promise<PlannedModels> {
  const { renames = {}, ...rest } = options;
  const { actual } = sides;
  const look = { actual, index: indexCatalog(actual), renames };
  return planTowards(connection, look, { desired: patchedCatalog(sides, items), options: rest });
}

/** What there is, with the given items as they are known. */
function patchedCatalog({ actual, known, open }: DriftSides, items: readonly DriftItem[]): Catalog {
  const objects = new Map(indexCatalog(actual));
  const added = new Set(
    open
      .filter(({ change }) => change === "added")
      .flatMap(all)
      .map(({ id }) => id),
  );
  const dependents = new Dependents(objects);
  for (const item of items) {
    if (item.change === "added") remove(all(item), { objects, dependents, added });
    else if (item.change === "missing") for (const object of all(item)) restore(object, objects, known);
    else if (item.known !== undefined) objects.set(item.root.id, item.known);
  }
  const list = [...objects.values()].sort((left, right) => compareIds(left.id, right.id));
  return freezeDeep({ ...actual, objects: list });
}

function all({ root, parts }: DriftItem): readonly CatalogObject[] {
  return [root, ...parts];
}

/** What was built by hand on something that was built by hand goes with it. */
function remove(
  gone: readonly CatalogObject[],
  {
    objects,
    dependents,
    added,
  }: {
    readonly objects: Map<ObjectId, CatalogObject>;
    readonly dependents: Dependents;
    readonly added: ReadonlySet<ObjectId>;
  },
): void {
  for (const { id } of gone) {
    objects.delete(id);
    for (const dependent of dependents.all(id)) if (added.has(dependent.id)) objects.delete(dependent.id);
  }
}

/** What is needed comes back first. */
function restore(object: CatalogObject, objects: Map<ObjectId, CatalogObject>, known: CatalogIndex): void {
  if (objects.has(object.id)) return;
  objects.set(object.id, object);
  for (const id of object.dependsOn) {
    const needed = known.get(id);
    if (needed !== undefined) restore(needed, objects, known);
  }
}
