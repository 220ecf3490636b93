import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { KindOperations } from "../operations/kind-operations.ts";
import type { DataLoss, ObjectChange, PlanFacts } from "../operations/operation-type.ts";
import { canonicalJson } from "../snapshot/canonical-json.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { Refusal } from "./migration-plan.ts";
import type { PlannedOperation } from "./plan-action.ts";

/** How an object gets from one definition to the other while it stays in place, as far as that is allowed. */
export interface Alteration {
  readonly operations: readonly PlannedOperation[];
  /** The object as it will be: the wanted one, but for what was refused. */
  readonly reached: CatalogObject;
  readonly refused: readonly Refusal[];
}

/** Says whether a loss is allowed. */
export type IsAllowed = (loss: DataLoss) => boolean;

/**
 * Finds the operations that bring an object from one definition to the other.
 *
 * @param kind the operations of the object's kind
 * @param change both sides
 * @param planning what the planner knows, and what is allowed
 * @returns the alteration; undefined when no operations cover all that differs, so the object has to be made anew
 */
export function planAlteration(
  kind: KindOperations,
  change: Required<ObjectChange>,
  planning: { readonly facts: PlanFacts; readonly isAllowed: IsAllowed },
): Alteration | undefined {
  const differing = differingFields(change.before, change.after);
  const operations: PlannedOperation[] = [];
  const refused: Refusal[] = [];
  const kept = new Set<string>();
  const uncovered = new Set(differing);
  for (const type of kind.alter) {
    const covered = (type.covers ?? []).filter((field) => differing.has(field));
    if (covered.length === 0) continue;
    const statements = type.plan(change, planning.facts);
    // An operation that has no statement for what differs cannot do it.
    if (statements.length === 0 && type.needsRebuild?.(change, planning.facts) !== true) continue;
    for (const field of covered) uncovered.delete(field);
    const refusal = refusalOf(
      type.loss?.(change, planning.facts),
      type.validate?.(change, planning.facts),
      change,
      planning.isAllowed,
    );
    if (refusal === undefined)
      operations.push(plannedOperation({ type, statements }, type.loss?.(change, planning.facts)));
    else refused.push(refusal);
    if (refusal !== undefined) for (const field of covered) kept.add(field);
  }
  if (uncovered.size > 0) return undefined;
  return { operations, reached: withFields(change, kept), refused };
}

/** Puts a loss beside an operation, if there is one. */
export function plannedOperation(
  operation: Omit<PlannedOperation, "loss">,
  loss: DataLoss | undefined,
): PlannedOperation {
  return loss === undefined ? operation : { ...operation, loss };
}

/**
 * Why a change is not made, if it is not.
 *
 * @param loss what it destroys
 * @param problems what makes it impossible
 * @param change the change
 * @param isAllowed whether a loss is wanted
 * @returns the refusal, or undefined when nothing is in the way
 */
export function refusalOf(
  loss: DataLoss | undefined,
  problems: readonly string[] | undefined,
  change: ObjectChange,
  isAllowed: IsAllowed,
): Refusal | undefined {
  const object = (change.after ?? change.before)?.id;
  if (object === undefined) return undefined;
  const [problem] = problems ?? [];
  if (problem !== undefined) return { object, reason: problem };
  if (loss === undefined || isAllowed(loss)) return undefined;
  return { object, reason: `it would lose ${loss.what}`, allow: loss.allow };
}

function differingFields(before: CatalogObject, after: CatalogObject): ReadonlySet<string> {
  const [left, right] = [new Map(Object.entries(before.definition)), new Map(Object.entries(after.definition))];
  const names = new Set([...left.keys(), ...right.keys()]);
  return new Set([...names].filter((name) => canonicalJson(left.get(name)) !== canonicalJson(right.get(name))));
}

function withFields({ before, after }: Required<ObjectChange>, kept: ReadonlySet<string>): CatalogObject {
  if (kept.size === 0) return after;
  const old = Object.entries(before.definition).filter(([name]) => kept.has(name));
  const wanted = Object.entries(after.definition).filter(([name]) => !kept.has(name));
  // Both definitions are of one kind, and so is any mixture of their fields.
  return freezeDeep({ ...after, definition: Object.fromEntries([...wanted, ...old]) } as CatalogObject);
}
