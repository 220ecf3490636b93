import type { CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { Dependents } from "../diff/dependents.ts";
import type { PlanFacts } from "../operations/operation-type.ts";
import { losesParent } from "./inherited.ts";
import type { Refusal } from "./migration-plan.ts";
import type { Alteration } from "./plan-alteration.ts";

/** An object that goes or comes, and for whose sake when it does both. */
export interface DraftEntry {
  readonly object: CatalogObject;
  readonly because?: ObjectId;
}

/** What a column goes without for a while. A type is exchanged for text. */
export type Release = "default" | "type";

/** A plan in the making: what goes, what comes, what changes, what is refused, and where that leads. */
export class PlanDraft {
  readonly drops = new Map<ObjectId, DraftEntry>();
  readonly creations = new Map<ObjectId, DraftEntry>();
  readonly alterations = new Map<ObjectId, Alteration & { readonly before: CatalogObject }>();
  /** Columns that have to let go of something before it is made anew: of what, by their default or by their type. */
  readonly releases = new Map<ObjectId, Release>();
  readonly refused: Refusal[] = [];
  /** The catalog that the plan leads to. */
  readonly reached: Map<ObjectId, CatalogObject>;
  readonly actualDependents: Dependents;
  readonly #actualChildren: ReadonlyMap<ObjectId, readonly CatalogObject[]>;
  readonly #desiredChildren: ReadonlyMap<ObjectId, readonly CatalogObject[]>;
  readonly #actual: CatalogIndex;

  constructor(facts: PlanFacts) {
    this.#actual = facts.actual;
    this.reached = new Map(facts.desired);
    this.actualDependents = new Dependents(facts.actual);
    this.#actualChildren = childrenOf(facts.actual);
    this.#desiredChildren = childrenOf(facts.desired);
  }

  /** Leaves an object as it is, with all that is in it: nothing of it is changed, dropped or created. */
  keep(id: ObjectId): void {
    for (const object of [...this.inside(id, "desired")]) this.reached.delete(object.id);
    for (const object of this.inside(id, "actual")) this.reached.set(object.id, object);
    for (const each of [id, ...this.inside(id, "actual").map((object) => object.id)]) {
      this.drops.delete(each);
      this.creations.delete(each);
      this.alterations.delete(each);
    }
    const own = this.#actual.get(id);
    if (own === undefined) this.reached.delete(id);
    else this.reached.set(id, own);
  }

  /** Whether a table that stays is a partition or child of something no more. */
  leaves(table: ObjectId | undefined): boolean {
    return table !== undefined && losesParent(table, { actual: this.#actual, desired: this.reached });
  }

  refuse(refusal: Refusal): void {
    this.refused.push(refusal);
    this.keep(refusal.object);
  }

  /** Everything inside an object, at any depth; not what `wants` refuses, nor what is in that. */
  inside(
    id: ObjectId,
    side: "actual" | "desired",
    wants: (object: CatalogObject) => boolean = () => true,
  ): readonly CatalogObject[] {
    const children = side === "actual" ? this.#actualChildren : this.#desiredChildren;
    return (children.get(id) ?? []).filter(wants).flatMap((child) => [child, ...this.inside(child.id, side, wants)]);
  }
}

/**
 * What an object disappears with. A sequence's owner is no part of the sequence here: it has to be let go before its
 * column is dropped, or the sequence would go with the column.
 *
 * @param object an object
 * @returns the identity of what it is in
 */
export function containerOf(object: CatalogObject): ObjectId | undefined {
  return object.kind === "sequenceOwner" ? undefined : object.parent;
}

/** What an object is dropped with: what it is in, or what it is a partition of. */
export function wholeOf(object: CatalogObject): ObjectId | undefined {
  return containerOf(object) ?? partitionedTable(object);
}

/** What a table is a partition of. */
export function partitionedTable(object: CatalogObject): ObjectId | undefined {
  return object.kind === "table" ? object.definition.partitionOf?.table : undefined;
}

function childrenOf(objects: CatalogIndex): ReadonlyMap<ObjectId, readonly CatalogObject[]> {
  const children = new Map<ObjectId, CatalogObject[]>();
  for (const object of objects.values()) {
    const parent = containerOf(object);
    if (parent === undefined) continue;
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [object]);
    else known.push(object);
  }
  return children;
}
