import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";

/**
 * Finds the foreign keys that lead in circles: their tables can only be dropped after them.
 *
 * @param objects what is dropped
 * @returns the identities of those foreign keys
 */
export function circularReferences(objects: readonly CatalogObject[]): ReadonlySet<ObjectId> {
  const references = objects.flatMap((object) => {
    if (object.kind !== "constraint" || object.parent === undefined) return [];
    const target = object.definition.references?.table;
    // A table that refers to itself is in nobody's way.
    return target === undefined || target === object.parent ? [] : [{ id: object.id, from: object.parent, to: target }];
  });
  const targets = new Map<ObjectId, (typeof references)[number][]>();
  for (const reference of references) targets.set(reference.from, [...(targets.get(reference.from) ?? []), reference]);
  const leadsTo = (start: ObjectId, end: ObjectId): boolean => {
    const seen = new Set([start]);
    for (const table of seen) for (const { to } of targets.get(table) ?? []) seen.add(to);
    return seen.has(end);
  };
  return new Set(references.filter(({ from, to }) => leadsTo(to, from)).map(({ id }) => id));
}
