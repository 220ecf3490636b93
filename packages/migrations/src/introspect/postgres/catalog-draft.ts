import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ObjectId } from "../../catalog/object-id.ts";
import type { Address } from "./system-catalogs.ts";

/** An object before it is known what it depends on. */
export type DraftObject = { [One in CatalogObject as One["kind"]]: Omit<One, "dependsOn"> }[CatalogObject["kind"]];

/** Something that comments and privileges can be on: an object, or a named part of one. */
export interface DraftTarget {
  readonly id: ObjectId;
  readonly path: readonly string[];
  /** The object that it is or that it is a part of. */
  readonly object: ObjectId;
}

/** An object with what it depends on: the same array that the object has, which grows while the catalog is read. */
interface DraftEntry {
  readonly object: CatalogObject;
  readonly dependsOn: ObjectId[];
}

/** A catalog while it is read: objects, where they are in the server's catalogs, and what depends on what. */
export class CatalogDraft {
  readonly #objects = new Map<ObjectId, DraftEntry>();
  readonly #homes = new Map<Address, ObjectId>();
  readonly #parts = new Map<Address, ObjectId>();
  readonly #namedParts = new Map<Address, DraftTarget>();
  readonly #standIns = new Map<Address, ObjectId>();

  /**
   * Adds an object.
   *
   * @param object the object, which belongs to the draft from now on
   * @param home where it is; absent when it is nowhere by itself
   * @param needs what it depends on beyond what the server's own records say; its parent is added anyway
   */
  add(object: DraftObject, home?: Address, needs: readonly ObjectId[] = []): void {
    const { id, parent } = object;
    const dependsOn = parent === undefined ? [...needs] : [...needs, parent];
    // In place, for nobody else has the draft: a copy of each of thousands of objects costs more than reading them.
    this.#objects.set(id, { object: Object.assign(object, { dependsOn }), dependsOn });
    if (home !== undefined) this.#homes.set(home, id);
  }

  /** Says that what is at some addresses is a part of an object, and has no name of its own here. */
  addParts(id: ObjectId, addresses: readonly Address[]): void {
    for (const one of addresses) this.#parts.set(one, id);
  }

  /** Says that what is at an address is a part of an object, and has a name that comments and privileges refer to. */
  addNamedPart(target: DraftTarget, home: Address): void {
    this.#namedParts.set(home, target);
    this.#parts.set(home, target.object);
  }

  /** The object that has something at an address; undefined when it is the server's, an extension's, or not modelled. */
  at(one: Address): ObjectId | undefined {
    return this.#homes.get(one) ?? this.#parts.get(one);
  }

  /** Says that whoever needs what is at an address needs an object: an index of a partition is there with its parent's. */
  addStandIn(id: ObjectId, one: Address): void {
    this.#standIns.set(one, id);
  }

  /** The object that has to be there for something at an address to be there. */
  neededAt(one: Address): ObjectId | undefined {
    return this.at(one) ?? this.#standIns.get(one);
  }

  /** What a comment or privilege at an address is on. */
  targetAt(one: Address): DraftTarget | undefined {
    const id = this.#homes.get(one);
    const object = id === undefined ? undefined : this.#objects.get(id)?.object;
    return object === undefined ? this.#namedParts.get(one) : { id: object.id, path: object.path, object: object.id };
  }

  /** Notes that an object cannot be there without another. */
  need(id: ObjectId, needed: ObjectId): void {
    // What is a part of an object comes after it: a partitioned table is not there later than the columns of its key.
    if (id === needed || this.#objects.get(needed)?.object.parent === id) return;
    this.#objects.get(id)?.dependsOn.push(needed);
  }

  /**
   * Ends the reading.
   *
   * @returns all objects in the order of their identities, with what they depend on
   */
  finish(): readonly CatalogObject[] {
    for (const { dependsOn } of this.#objects.values()) this.#settle(dependsOn);
    return [...this.#objects.keys()].sort().flatMap((id) => this.#objects.get(id)?.object ?? []);
  }

  /** Sorts in place, and leaves out what comes twice or is not a part of the catalog. */
  #settle(needs: ObjectId[]): void {
    if (needs.length > 1) needs.sort();
    let kept = 0;
    let last: ObjectId | undefined;
    for (const need of needs) {
      if (need === last || !this.#objects.has(need)) continue;
      needs[kept] = need;
      kept += 1;
      last = need;
    }
    needs.length = kept;
  }
}
