import type { CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { partsOf } from "../catalog/catalog-parts.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { PlanFacts } from "../operations/operation-type.ts";
import type { Connect } from "./connect-relatives.ts";
import { displace, displaceDependents } from "./displacement.ts";
import { isPartOfIndex } from "./index-parts.ts";
import { gainsParent } from "./inherited.ts";
import type { OrderFacts } from "./order-actions.ts";
import { actionKey, type PlanAction } from "./plan-action.ts";
import { type PlanDraft, partitionedTable } from "./plan-draft.ts";

/**
 * Indexes of a partitioned table are made anew where a partition's key begins or ends to be a part of them, and indexes
 * of a partition where they would become a part by coming before.
 *
 * @param draft the plan in the making
 * @param facts the two catalogs
 */
export function displaceIndexes(draft: PlanDraft, facts: PlanFacts): void {
  // A partition that is dropped has left before.
  const going = [...draft.drops.values()].filter(
    ({ object }) => object.parent === undefined || !draft.drops.has(object.parent),
  );
  for (const { object } of [...draft.creations.values(), ...going]) {
    for (const index of object.dependsOn.filter((needed) => isPartOfIndex(object, needed))) {
      const found = facts.actual.get(index);
      if (found !== undefined && !draft.drops.has(index) && !draft.leaves(object.parent))
        displaceWithDependents(draft, found, object.id);
    }
  }
  for (const table of draft.reached.values()) {
    const parent = partitionedTable(table);
    const above = parent === undefined ? [] : indexesOf(parent, facts.desired);
    const isNew = table.kind === "table" && gainsParent(table.id, { ...facts, desired: draft.reached });
    const coming = above.filter(({ id }) => draft.reached.has(id) && (isNew || draft.creations.has(id)));
    if (coming.length === 0 || !facts.actual.has(table.id)) continue;
    for (const own of indexesOf(table.id, facts.actual)) {
      const twin = coming.find((index) => shapeOf(index) === shapeOf(own));
      if (twin !== undefined && draft.reached.has(own.id)) displaceWithDependents(draft, own, twin.id);
    }
  }
}

function displaceWithDependents(draft: PlanDraft, object: CatalogObject, because: ObjectId): void {
  if (draft.drops.has(object.id)) return;
  displace(draft, object, because);
  displaceDependents(draft, object.id, because);
}

function indexesOf(table: ObjectId, objects: CatalogIndex): readonly CatalogObject<"index">[] {
  return partsOf(objects, table).filter((object): object is CatalogObject<"index"> => object.kind === "index");
}

/** What two indexes have in common when one can be a part of the other. */
function shapeOf({ definition: { sql, unique } }: CatalogObject<"index">): string {
  return `${unique} ${sql.slice(sql.indexOf(" USING "))}`;
}

/**
 * A new index of a partitioned table takes an index of a partition for its own if there is one. So those that are to be
 * beside it come after it.
 *
 * @param connect takes what was found
 * @param actions the actions
 * @param facts the two catalogs
 */
export function connectPartitionIndexes(
  connect: Connect,
  actions: readonly PlanAction[],
  { desired }: OrderFacts,
): void {
  const created = new Map<ObjectId, CatalogObject[]>();
  for (const { change } of actions) {
    const index = change.change === "create" ? change.after : undefined;
    if (index?.kind !== "index" || index.parent === undefined) continue;
    created.set(index.parent, [...(created.get(index.parent) ?? []), index]);
  }
  for (const [table, indexes] of created) {
    const own = desired.get(table);
    let parent = own && partitionedTable(own);
    while (parent !== undefined) {
      for (const above of created.get(parent) ?? [])
        for (const index of indexes) connect(actionKey("create", above.id), actionKey("create", index.id));
      const next = desired.get(parent);
      parent = next && partitionedTable(next);
    }
  }
}
