import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { containerOf, wholeOf } from "./plan-draft.ts";

/** Parts that can be dropped by themselves before what they are in. */
const SEPARABLE: ReadonlySet<CatalogObject["kind"]> = new Set([
  "constraint",
  "column",
  "index",
  "statistics",
  "trigger",
  "policy",
  "rule",
]);

/** A part of something that is dropped, and what it needs of something else that is dropped. */
interface Need {
  readonly part: CatalogObject;
  readonly from: ObjectId;
  readonly to: ObjectId;
}

/**
 * Finds the parts by which dropped objects need each other in a circle: foreign keys, policies, triggers and defaults.
 * They are dropped before what they are parts of.
 *
 * @param dropped what is dropped, by identity
 * @returns the identities of those parts
 */
export function partsInCircles(dropped: ReadonlyMap<ObjectId, CatalogObject>): ReadonlySet<ObjectId> {
  const needs = [...dropped.values()].flatMap((part) => needsOf(part, dropped));
  const circles = circlesOf(needs);
  const isInCircle = ({ from, to }: Need): boolean => circles.get(from) === circles.get(to);
  return new Set(
    needs.filter((need) => need.part.id !== need.from && isInCircle(need)).map(({ part }) => separable(part, dropped)),
  );
}

function needsOf(part: CatalogObject, dropped: ReadonlyMap<ObjectId, CatalogObject>): readonly Need[] {
  const from = topOf(part, dropped);
  return part.dependsOn.flatMap((needed) => {
    const object = dropped.get(needed);
    const to = object === undefined ? from : topOf(object, dropped);
    return to === from ? [] : [{ part, from, to }];
  });
}

/** The outermost thing that is dropped with it. */
function topOf(object: CatalogObject, dropped: ReadonlyMap<ObjectId, CatalogObject>): ObjectId {
  let top = object;
  for (;;) {
    const whole = wholeOf(top);
    const next = whole === undefined ? undefined : dropped.get(whole);
    if (next === undefined) return top.id;
    top = next;
  }
}

function separable(part: CatalogObject, dropped: ReadonlyMap<ObjectId, CatalogObject>): ObjectId {
  for (let object: CatalogObject | undefined = part; object !== undefined; ) {
    if (SEPARABLE.has(object.kind)) return object.id;
    const container: ObjectId | undefined = containerOf(object);
    object = container === undefined ? undefined : dropped.get(container);
  }
  return part.id;
}

/** For everything in a circle, one and the same member of the circle; for everything else, itself. Tarjan's algorithm. */
function circlesOf(needs: readonly Need[]): ReadonlyMap<ObjectId, ObjectId> {
  const next = new Map<ObjectId, ObjectId[]>();
  for (const { from, to } of needs) {
    const known = next.get(from);
    if (known === undefined) next.set(from, [to]);
    else known.push(to);
  }
  const search: Search = { next, indexes: new Map(), lows: new Map(), open: [], circles: new Map() };
  for (const id of next.keys()) if (!search.indexes.has(id)) visit(id, search);
  return search.circles;
}

interface Search {
  readonly next: ReadonlyMap<ObjectId, readonly ObjectId[]>;
  readonly indexes: Map<ObjectId, number>;
  readonly lows: Map<ObjectId, number>;
  readonly open: ObjectId[];
  readonly circles: Map<ObjectId, ObjectId>;
}

/** Without recursion: a chain of references may be as long as there are tables. */
function visit(start: ObjectId, search: Search): void {
  const { next, indexes, lows, open, circles } = search;
  const path: { readonly id: ObjectId; at: number }[] = [enter(start, search)];
  for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
    const { id } = frame;
    const to = next.get(id)?.[frame.at];
    if (to !== undefined) {
      frame.at += 1;
      if (!indexes.has(to)) path.push(enter(to, search));
      else if (!circles.has(to)) lower(lows, id, indexes.get(to));
      continue;
    }
    path.pop();
    const parent = path.at(-1);
    if (parent !== undefined) lower(lows, parent.id, lows.get(id));
    if (lows.get(id) !== indexes.get(id)) continue;
    for (let member = open.pop(); member !== undefined; member = open.pop()) {
      circles.set(member, id);
      if (member === id) break;
    }
  }
}

function enter(id: ObjectId, { indexes, lows, open }: Search): { readonly id: ObjectId; at: number } {
  lows.set(id, indexes.size);
  indexes.set(id, indexes.size);
  open.push(id);
  return { id, at: 0 };
}

function lower(lows: Map<ObjectId, number>, id: ObjectId, to: number | undefined): void {
  lows.set(id, Math.min(lows.get(id) ?? Number.POSITIVE_INFINITY, to ?? Number.POSITIVE_INFINITY));
}
