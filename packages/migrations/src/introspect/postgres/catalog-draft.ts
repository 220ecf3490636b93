import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ObjectId } from "../../catalog/object-id.ts";
import { freezeDeep } from "../../snapshot/freeze-deep.ts";
import { type Address, wholeOf } from "./system-catalogs.ts";

/** An object before it is known what it depends on. */
export type DraftObject = { [One in CatalogObject as One["kind"]]: Omit<One, "dependsOn"> }[CatalogObject["kind"]];

/** Something that comments and privileges can be on: an object, or a named part of one. */
export interface DraftTarget {
  readonly id: ObjectId;
  readonly path: readonly string[];
  /** The object that it is or that it is a part of. */
  readonly object: ObjectId;
}

/** An object of which more and more is known. What it depends on is frozen as long as others share the list. */
interface Growing {
  dependsOn: readonly ObjectId[];
}

/** An object of a draft. */
type DraftedObject = CatalogObject & Growing;

/** A catalog while it is read: objects, where they are in the server's catalogs, and what depends on what. */
export class CatalogDraft {
  /** All but columns. */
  readonly #objects = new Map<ObjectId, DraftedObject>();
  readonly #homes = new Map<Address, DraftedObject>();
  /** The columns of each relation by their numbers: most of all objects, so they are in no other map. */
  readonly #columns = new Map<Address, readonly (DraftedObject | undefined)[]>();
  readonly #parts = new Map<Address, DraftedObject>();
  readonly #namedParts = new Map<Address, DraftTarget>();
  readonly #standIns = new Map<Address, DraftedObject>();

  /**
   * Adds an object.
   *
   * @param object the object, which belongs to the draft from now on
   * @param home where it is; absent when it is nowhere by itself
   * @param needs what it depends on beyond what the server's own records say; its parent is added anyway
   */
  add(object: DraftObject, home?: Address, needs: readonly ObjectId[] = []): void {
    const { parent } = object;
    // In place, for nobody else has the draft: a copy of each of thousands of objects costs more than reading them.
    const added = Object.assign(object, { dependsOn: parent === undefined ? [...needs] : [...needs, parent] });
    this.#objects.set(added.id, added);
    if (home !== undefined) this.#homes.set(home, added);
  }

  /**
   * Adds the columns of a table.
   *
   * @param table where the table is
   * @param columns the columns by their numbers; a list that one depends on may be the list of others if it is frozen
   */
  addColumns(table: Address, columns: readonly (CatalogObject | undefined)[]): void {
    this.#columns.set(table, columns);
  }

  /** Says that what is at some addresses is a part of an object, and has no name of its own here. */
  addParts(id: ObjectId, addresses: readonly Address[]): void {
    const object = this.#objects.get(id);
    if (object !== undefined) for (const one of addresses) this.#parts.set(one, object);
  }

  /** The same of a column. */
  addPartOf(column: CatalogObject, part: Address): void {
    this.#parts.set(part, column);
  }

  /** Says that what is at an address is a part of an object, and has a name that comments and privileges refer to. */
  addNamedPart(target: DraftTarget, home: Address): void {
    this.#namedParts.set(home, target);
    this.addParts(target.object, [home]);
  }

  /** The object that has something at an address; undefined when it is the server's, an extension's, or not modelled. */
  at(one: Address): ObjectId | undefined {
    return (this.#objectAt(one) ?? this.#parts.get(one))?.id;
  }

  /** Says that whoever needs what is at an address needs an object: an index of a partition is there with its parent's. */
  addStandIn(place: Address, one: Address): void {
    const object = this.#wholeAt(place);
    if (object !== undefined) this.#standIns.set(one, object);
  }

  /** What a comment or privilege at an address is on. */
  targetAt(one: Address): DraftTarget | undefined {
    const object = this.#objectAt(one);
    return object === undefined ? this.#namedParts.get(one) : { id: object.id, path: object.path, object: object.id };
  }

  /**
   * Notes that what is at an address cannot be there without what is at another. A column that is nothing by itself is a
   * part of its relation.
   */
  need(one: Address, other: Address): void {
    const object = this.#wholeAt(one);
    if (object === undefined) return;
    const needed = this.#wholeAt(other) ?? this.#standIns.get(wholeOf(other));
    if (needed === undefined || needed === object || object.parent === needed.id) return;
    // What is a part of an object comes after it: a partitioned table is not there later than the columns of its key.
    if (needed.parent === object.id) return;
    object.dependsOn = [...object.dependsOn, needed.id];
  }

  /**
   * Ends the reading.
   *
   * @returns all objects in the order of their identities, frozen, with what they depend on
   */
  finish(): readonly CatalogObject[] {
    const objects: DraftedObject[] = [...this.#objects.values()];
    for (const columns of this.#columns.values())
      for (const column of columns) if (column !== undefined) objects.push(column);
    for (const object of objects) this.#settle(object);
    objects.sort((left, right) => (left.id < right.id ? -1 : 1));
    return Object.freeze(objects);
  }

  #objectAt(one: Address): DraftedObject | undefined {
    const whole = wholeOf(one);
    return whole === one ? this.#homes.get(one) : this.#columns.get(whole)?.[one - whole];
  }

  /** The object that something at an address is, or is a part of. */
  #wholeAt(one: Address): DraftedObject | undefined {
    const object = this.#objectAt(one) ?? this.#parts.get(one);
    const whole = wholeOf(one);
    return object !== undefined || whole === one ? object : (this.#objectAt(whole) ?? this.#parts.get(whole));
  }

  /** Sorts what it depends on, leaves out what comes twice or is not a part of the catalog, and freezes everything. */
  #settle(object: DraftedObject): void {
    const { dependsOn } = object;
    if (!Object.isFrozen(dependsOn)) {
      // Columns are known by where they are, so one that something depends on is there.
      const known = dependsOn.filter((id) => id.startsWith("column ") || this.#objects.has(id)).sort();
      object.dependsOn = Object.freeze(known.filter((id, index) => id !== known[index - 1]));
    }
    freezeDeep(object.definition);
    Object.freeze(object.path);
    Object.freeze(object);
  }
}
