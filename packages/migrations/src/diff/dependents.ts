import type { CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";

/** Who depends on whom, read from the other end. */
export class Dependents {
  readonly #direct = new Map<ObjectId, CatalogObject[]>();

  constructor(objects: CatalogIndex) {
    for (const object of objects.values()) {
      for (const needed of object.dependsOn) {
        const known = this.#direct.get(needed);
        if (known === undefined) this.#direct.set(needed, [object]);
        else known.push(object);
      }
    }
  }

  /** The objects that name this one among what they depend on. */
  direct(id: ObjectId): readonly CatalogObject[] {
    return this.#direct.get(id) ?? [];
  }

  /** All that depends on an object, directly or by others, nearest first. */
  all(id: ObjectId): readonly CatalogObject[] {
    const found = new Map<ObjectId, CatalogObject>();
    const queue: ObjectId[] = [id];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      for (const object of this.direct(next)) {
        if (found.has(object.id)) continue;
        found.set(object.id, object);
        queue.push(object.id);
      }
    }
    return [...found.values()];
  }
}
