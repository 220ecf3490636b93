import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { PlanDraft } from "./plan-draft.ts";

/** What is in the way of a drop: objects that can be made again, defaults to be let go, or one that cannot move. */
interface InTheWay {
  readonly displaced: readonly CatalogObject[];
  readonly released: readonly ObjectId[];
  readonly blockedBy?: CatalogObject;
}

/**
 * Makes room for the drop of an object: what depends on it and is wanted later is dropped before and created after.
 *
 * @param draft the plan in the making
 * @param id the object that is dropped, for good or to be made anew
 * @param because the object for whose sake that happens
 * @returns the object that is in the way and cannot be dropped and created again, or undefined when there is room
 */
export function displaceDependents(draft: PlanDraft, id: ObjectId, because: ObjectId): CatalogObject | undefined {
  const found = inTheWay(draft, id);
  if (found.blockedBy !== undefined) return found.blockedBy;
  for (const column of found.released) draft.releases.add(column);
  for (const object of found.displaced) displace(draft, object, because);
  return undefined;
}

/** Drops an object with all in it, and creates what is wanted of it again. */
export function displace(draft: PlanDraft, object: CatalogObject, because: ObjectId): void {
  draft.alterations.delete(object.id);
  for (const each of [object, ...draft.inside(object.id, "actual")]) {
    draft.alterations.delete(each.id);
    if (!draft.drops.has(each.id)) draft.drops.set(each.id, { object: each, because });
  }
  for (const each of [object, ...draft.inside(object.id, "desired")]) {
    const wanted = draft.reached.get(each.id);
    if (wanted !== undefined && !draft.creations.has(wanted.id))
      draft.creations.set(wanted.id, { object: wanted, because });
  }
}

function inTheWay(draft: PlanDraft, id: ObjectId): InTheWay {
  const displaced = new Map<ObjectId, CatalogObject>();
  const released: ObjectId[] = [];
  const queue = [id, ...draft.inside(id, "actual").map((object) => object.id)];
  const going = new Set(queue);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const object of draft.actualDependents.direct(next)) {
      if (going.has(object.id)) continue;
      going.add(object.id);
      if (draft.drops.has(object.id) || !standsInTheWay(draft, object, next)) continue;
      if (isReleasable(draft, object, next)) {
        released.push(object.id);
        continue;
      }
      if (isFixed(object)) return { displaced: [], released: [], blockedBy: object };
      displaced.set(object.id, object);
      queue.push(object.id, ...draft.inside(object.id, "actual").map((inner) => inner.id));
    }
  }
  return { displaced: [...displaced.values()], released };
}

/** An object that has let go by the time, because its own change does so, is in nobody's way. */
function standsInTheWay(draft: PlanDraft, object: CatalogObject, needed: ObjectId): boolean {
  const later = draft.reached.get(object.id);
  if (later === undefined) return true;
  return !draft.alterations.has(object.id) || later.dependsOn.includes(needed) || draft.creations.has(needed);
}

/** A default can be dropped and set again without touching a row. */
function isReleasable(draft: PlanDraft, object: CatalogObject, needed: ObjectId): boolean {
  if (object.kind !== "column" || object.definition.default === undefined) return false;
  return (
    !needed.startsWith("enum ") &&
    !needed.startsWith("domain ") &&
    !needed.startsWith("composite ") &&
    draft.reached.has(object.id)
  );
}

/** What holds data cannot be dropped only to be created again. */
function isFixed(object: CatalogObject): boolean {
  if (object.kind === "column") return object.definition.generated === undefined;
  return object.kind === "table" || object.kind === "sequence";
}
