import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { isPartOfIndex } from "./index-parts.ts";
import { isInherited, parentsOf } from "./inherited.ts";
import type { PlanDraft, Release } from "./plan-draft.ts";

/** What is in the way of a drop: objects that can be made again, columns that can let go, or one that cannot move. */
interface InTheWay {
  readonly displaced: readonly CatalogObject[];
  readonly released: ReadonlyMap<ObjectId, Release>;
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
  for (const [column, release] of found.released)
    if (draft.releases.get(column) !== "type") draft.releases.set(column, release);
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
  const released = new Map<ObjectId, Release>();
  const queue = [id, ...draft.inside(id, "actual").map((object) => object.id)];
  const going = new Set(queue);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const object of draft.actualDependents.direct(next)) {
      if (going.has(object.id) || (released.get(next) === "type" && STAY.has(object.kind))) continue;
      // What came from a parent table lets go with the parent.
      if (draft.drops.has(object.id) || isInherited(object) || !standsInTheWay(draft, object, next)) continue;
      const release = releaseOf(draft, object, next);
      if (release !== undefined) {
        // Whoever looks at a column while it is a text would be of another type, too.
        if (release === "type" && released.get(object.id) !== "type") queue.push(object.id);
        if (released.get(object.id) !== "type") released.set(object.id, release);
        continue;
      }
      going.add(object.id);
      if (isFixed(object)) return { displaced: [], released: new Map(), blockedBy: object };
      displaced.set(object.id, object);
      queue.push(object.id, ...draft.inside(object.id, "actual").map((inner) => inner.id));
    }
  }
  return { displaced: [...displaced.values()], released };
}

/** What stays with a column whatever type it is of. */
const STAY: ReadonlySet<CatalogObject["kind"]> = new Set(["table", "comment", "grant", "sequenceOwner"]);

/** An object that has let go by the time, because its own change does so, is in nobody's way. */
function standsInTheWay(draft: PlanDraft, object: CatalogObject, needed: ObjectId): boolean {
  const later = draft.reached.get(object.id);
  if (later === undefined) return true;
  if (isPartOfIndex(object, needed) && draft.leaves(object.parent)) return false;
  if (object.kind === "table" && leavesParent(object, later, needed)) return false;
  if (!draft.alterations.has(object.id) || later.dependsOn.includes(needed) || draft.creations.has(needed)) return true;
  return needed.startsWith("function ") && givesName(draft, needed);
}

/** Whether a table that stays is a partition or child of something no more. */
function leavesParent(table: CatalogObject, later: CatalogObject, parent: ObjectId): boolean {
  return parentsOf(table)?.includes(parent) === true && parentsOf(later)?.includes(parent) === false;
}

/** Whether a new function takes the name of one that goes: the old one has to be gone before. */
function givesName(draft: PlanDraft, needed: ObjectId): boolean {
  const name = JSON.stringify(draft.drops.get(needed)?.object.path);
  return [...draft.creations.values()].some(
    ({ object }) => object.kind === "function" && JSON.stringify(object.path) === name,
  );
}

/** A default can be dropped and set again without touching a row; what is of a type can be a text until the type is there. */
function releaseOf(draft: PlanDraft, object: CatalogObject, needed: ObjectId): Release | undefined {
  if (object.kind !== "column" || object.definition.generated !== undefined) return undefined;
  const wanted = draft.reached.get(object.id);
  if (wanted?.kind !== "column" || wanted.definition.generated !== undefined || draft.creations.has(object.id))
    return undefined;
  if (isTypeOf(object, needed)) return "type";
  return object.definition.default === undefined || needed.startsWith("table ") ? undefined : "default";
}

/** Whether a column is of a type, and not only its default. */
function isTypeOf(column: CatalogObject<"column">, needed: ObjectId): boolean {
  const [kind = "", name = ""] = [needed.slice(0, needed.indexOf(" ")), needed.slice(needed.indexOf(" ") + 1)];
  if (kind === "collation") return true;
  if (kind === "extension") return column.definition.type.includes(".");
  if (!TYPES.has(kind)) return false;
  const own = name.slice(name.lastIndexOf(".") + 1);
  return column.definition.default === undefined || column.definition.type.includes(own);
}

const TYPES: ReadonlySet<string> = new Set(["enum", "domain", "composite", "range"]);

/** What holds data cannot be dropped only to be created again. */
function isFixed(object: CatalogObject): boolean {
  if (object.kind === "column") return object.definition.generated === undefined;
  return object.kind === "table" || object.kind === "sequence";
}
