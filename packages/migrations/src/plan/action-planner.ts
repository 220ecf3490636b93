import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { displayName } from "../catalog/object-id.ts";
import type { CatalogDifference } from "../diff/catalog-difference.ts";
import { type KindOperations, type OperationRegistry, operationsOf } from "../operations/kind-operations.ts";
import type { DataLoss, ObjectChange, PlanFacts } from "../operations/operation-type.ts";
import { buildActions } from "./build-actions.ts";
import { passedDown, sameInChildren, withChildren } from "./connect-relatives.ts";
import { displace, displaceDependents } from "./displacement.ts";
import { declared, gainsParent, isInherited, losesParent } from "./inherited.ts";
import type { Refusal, RenameQuestion } from "./migration-plan.ts";
import { displaceIndexes } from "./partition-indexes.ts";
import type { PlanAction } from "./plan-action.ts";
import { planAlteration, refusalOf } from "./plan-alteration.ts";
import { containerOf, PlanDraft } from "./plan-draft.ts";

/** What a planner works with. */
export interface PlannerInput {
  readonly registry: OperationRegistry;
  readonly facts: PlanFacts;
  readonly allow: readonly string[] | "everything";
}

/** The actions of a plan, in no order yet. */
export interface PlannedActions {
  readonly actions: readonly PlanAction[];
  readonly refused: readonly Refusal[];
  /** The catalog that they lead to. */
  readonly reached: ReadonlyMap<ObjectId, CatalogObject>;
}

/**
 * Decides what is done about a difference. First what may be done at all; then what has to get out of its way; then
 * what can be created on that ground.
 *
 * @param input the operations of the dialect, the facts and the allowances
 * @param found the difference, the renames that are done first, and the questions that are open
 * @returns the actions, the refusals, and the catalog that the actions lead to
 */
export function planActions(
  input: PlannerInput,
  found: {
    readonly difference: CatalogDifference;
    readonly renames: readonly ObjectChange[];
    readonly questions: readonly RenameQuestion[];
  },
): PlannedActions {
  const draft = new PlanDraft(input.facts);
  const planner = new ActionPlanner(input, draft);
  planner.drop(found.difference.dropped);
  planner.alter(withChildren(found.difference.altered, input.facts));
  planner.create(found.difference.created);
  for (const { dropped, created } of found.questions) {
    draft.keep(dropped);
    draft.keep(created);
  }
  planner.makeRoom();
  planner.dropUnfounded();
  const actions = buildActions(input, draft, found.renames);
  return { actions, refused: draft.refused, reached: draft.reached };
}

class ActionPlanner {
  readonly #input: PlannerInput;
  readonly #draft: PlanDraft;
  readonly #isAllowed: (loss: DataLoss) => boolean;

  constructor(input: PlannerInput, draft: PlanDraft) {
    this.#input = input;
    this.#draft = draft;
    this.#isAllowed = ({ allow }) => input.allow === "everything" || input.allow.includes(allow);
  }

  drop(objects: readonly CatalogObject[]): void {
    const all = new Set(objects.map(({ id }) => id));
    for (const found of objects) {
      const container = containerOf(found);
      const { actual, desired } = this.#input.facts;
      const isLeft = isInherited(found) && container !== undefined && losesParent(container, { actual, desired });
      const object = isLeft ? declared(found) : found;
      this.#draft.drops.set(object.id, { object });
      // What goes with its container shares its fate, whatever that is.
      if (container !== undefined && all.has(container)) continue;
      const refusal = this.#dropRefusal(object);
      if (refusal !== undefined) this.#draft.refused.push(refusal);
    }
    for (const { object } of this.#draft.refused) this.#draft.keep(object);
  }

  create(objects: readonly CatalogObject[]): void {
    const { actual } = this.#input.facts;
    for (const object of objects) {
      const isLate =
        isInherited(object) &&
        object.parent !== undefined &&
        gainsParent(object.parent, { actual, desired: this.#draft.reached });
      // A table cannot get a parent before it has what the parent has.
      const made = isLate ? declared(object) : object;
      if (isLate) this.#draft.reached.set(object.id, this.#settled(made, object));
      this.#draft.creations.set(object.id, { object: made });
    }
  }

  alter(pairs: CatalogDifference["altered"]): void {
    for (const { before: found, after: wanted } of pairs) {
      // It goes with a table that is made anew.
      if (this.#draft.drops.has(found.id)) continue;
      // A constraint that a parent table passes down changes with the parent.
      if (found.kind !== "column" && isInherited(found) && isInherited(wanted)) continue;
      // What a table had from a parent is its own by leaving the parent.
      const own = isInherited(found) ? declared(found) : found;
      const after = isInherited(wanted) ? declared(wanted) : wanted;
      const before = own.kind === "column" && after.kind === "column" ? this.#passedDown(found, after, own) : own;
      const change = { change: "alter", before, after } as const;
      const planning = { facts: this.#input.facts, isAllowed: this.#isAllowed };
      const alteration = planAlteration(this.#kind(before), change, planning);
      const remade = alteration?.operations.flatMap(({ type }) => type.remakes?.(change, this.#input.facts) ?? []);
      const whole = this.#input.facts.actual.get(remade?.[0] ?? before.id) ?? before;
      if (alteration === undefined || whole.id !== before.id) this.#replace(whole);
      else if (isInherited(found) && isInherited(wanted)) this.#accept(before, { ...alteration, reached: wanted });
      else this.#accept(before, { ...alteration, reached: this.#settled(alteration.reached, wanted) });
    }
  }

  /** A column as its own statements will find it: what stays inherited is left to the parent, but for what differs then. */
  #passedDown(found: CatalogObject, after: CatalogObject<"column">, own: CatalogObject<"column">): CatalogObject {
    const { actual, desired } = this.#input.facts;
    const wanted = desired.get(found.id);
    const stays = isInherited(found) && wanted !== undefined && isInherited(wanted);
    return passedDown(stays && found.kind === "column" ? found : own, after, { actual, desired });
  }

  /** What a table declares itself stays declared when a parent comes that has it, too; as a partition it is the parent's. */
  #settled(reached: CatalogObject, wanted: CatalogObject): CatalogObject {
    if (!isInherited(wanted) || wanted.parent === undefined) return reached;
    const table = this.#draft.reached.get(wanted.parent);
    return table?.kind === "table" && table.definition.partitionOf !== undefined ? wanted : reached;
  }

  /** Gets out of the way what depends on something that goes, comes anew, or changes so that nothing may look on. */
  makeRoom(): void {
    displaceIndexes(this.#draft, this.#input.facts);
    for (const [id, { object, because }] of [...this.#draft.drops]) {
      const container = containerOf(object);
      if (because !== undefined || (container !== undefined && this.#draft.drops.has(container))) continue;
      const blocking = displaceDependents(this.#draft, id, id);
      if (blocking !== undefined) this.#draft.refuse(blockedBy(object, blocking));
    }
    for (const [id, { before, reached, operations }] of [...this.#draft.alterations]) {
      const change = { change: "alter", before, after: reached } as const;
      const looking = [before, ...(before.kind === "column" ? sameInChildren(before, this.#input.facts.actual) : [])];
      for (const dependent of looking.flatMap((object) => this.#draft.actualDependents.all(object.id))) {
        if (this.#draft.drops.has(dependent.id)) continue;
        if (!operations.some(({ type }) => type.displaces?.(dependent, change, this.#input.facts) === true)) continue;
        displace(this.#draft, dependent, id);
        displaceDependents(this.#draft, dependent.id, id);
      }
    }
  }

  /** Leaves out what would stand on something that is not going to be there. */
  dropUnfounded(): void {
    for (let again = true; again; ) {
      again = false;
      for (const { object } of [...this.#draft.creations.values()]) {
        const missing = object.dependsOn.find(
          (id) => !this.#draft.reached.has(id) && this.#input.facts.desired.has(id),
        );
        if (missing === undefined) continue;
        this.#draft.refuse({ object: object.id, reason: `it needs the ${missing}, which is not created` });
        again = true;
      }
    }
  }

  #accept(before: CatalogObject, alteration: Exclude<ReturnType<typeof planAlteration>, undefined>): void {
    this.#draft.refused.push(...alteration.refused);
    this.#draft.reached.set(before.id, alteration.reached);
    if (losesCounter(before, alteration.reached)) this.#draft.releases.set(before.id, "default");
    if (alteration.operations.length > 0) this.#draft.alterations.set(before.id, { ...alteration, before });
  }

  #replace(before: CatalogObject): void {
    const refusal = this.#dropRefusal(before);
    if (refusal !== undefined) {
      this.#draft.refuse({ ...refusal, reason: `it cannot be changed in place, and ${refusal.reason}` });
      return;
    }
    const draft = this.#draft;
    draft.drops.set(before.id, { object: before });
    for (const partition of this.#partitionsOf(before)) this.#replace(partition);
    for (const each of draft.inside(before.id, "actual")) draft.drops.set(each.id, { object: each });
    for (const id of [before.id, ...draft.inside(before.id, "desired").map((object) => object.id)]) {
      const wanted = draft.reached.get(id);
      if (wanted !== undefined) draft.creations.set(id, { object: wanted });
      draft.alterations.delete(id);
    }
  }

  /** Those that go with the table, and are wanted as its partitions again. */
  #partitionsOf({ id }: CatalogObject): readonly CatalogObject[] {
    const isPartition = (object: CatalogObject | undefined): boolean =>
      object?.kind === "table" && object.definition.partitionOf?.table === id;
    return this.#draft.actualDependents
      .direct(id)
      .filter((object) => isPartition(object) && isPartition(this.#draft.reached.get(object.id)));
  }

  #dropRefusal(object: CatalogObject): Refusal | undefined {
    const { drop } = this.#kind(object);
    const change = { change: "drop", before: object } as const;
    const { facts } = this.#input;
    return refusalOf(drop.loss?.(change, facts), drop.validate?.(change, facts), change, this.#isAllowed);
  }

  #kind(object: CatalogObject): KindOperations {
    const kind = operationsOf(this.#input.registry, object.kind);
    if (kind === undefined) throw new TypeError(`there are no operations for a ${object.kind}`);
    return kind;
  }
}

/** A column that counted by itself and is filled from a sequence now: its own counter has to go before the other comes. */
function losesCounter(before: CatalogObject, after: CatalogObject): boolean {
  if (before.kind !== "column" || after.kind !== "column" || before.definition.identity === undefined) return false;
  return after.definition.identity === undefined && after.definition.default !== undefined;
}

function blockedBy(object: CatalogObject, blocking: CatalogObject): Refusal {
  return {
    object: object.id,
    reason: `the ${blocking.kind} ${displayName(blocking.path)} depends on it, and holds data that cannot be made again`,
  };
}
