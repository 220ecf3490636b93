import type { ObjectId } from "../catalog/object-id.ts";
import { OBJECT_KINDS } from "../catalog/object-kind.ts";
import type { DataLoss, ObjectChange, OperationType, Statement } from "../operations/operation-type.ts";

/** A change and the operations that make it. An alteration may need several. */
export interface PlanAction {
  /** `"drop index public.orders_idx"`: unique in its plan. */
  readonly key: string;
  readonly change: ObjectChange;
  readonly object: ObjectId;
  readonly operations: readonly PlannedOperation[];
  /** Further objects that the same statements create: the columns of a new table. */
  readonly covers: readonly ObjectId[];
  /** Changes of other objects that the same statements make: those of the columns of a table that is built anew. */
  readonly members?: readonly ObjectStep[];
  /** Why it is there when nobody asked for it: another change needs the object out of its way. */
  readonly displacedBy?: ObjectId;
}

/** A change of an object, by name. */
export interface ObjectStep {
  readonly change: ObjectChange["change"];
  readonly id: ObjectId;
}

/** Every change that an action makes: its own, and those its statements make beside it. */
export function changesOf(action: PlanAction): readonly ObjectStep[] {
  const { change } = action.change;
  const covered = action.covers.map((id) => ({ change, id }));
  return [{ change, id: action.object }, ...covered, ...(action.members ?? [])];
}

/** An operation with what it will run. */
export interface PlannedOperation {
  readonly type: OperationType;
  readonly statements: readonly Statement[];
  readonly loss?: DataLoss;
}

/** The key of the action that makes a change of an object. */
export function actionKey(change: ObjectChange["change"], object: ObjectId): string {
  return `${change} ${object}`;
}

const CHANGES: readonly ObjectChange["change"][] = ["rename", "drop", "create", "alter"];

/**
 * The order of two actions when nothing forces one: what the server refuses inside a transaction goes last, names are
 * freed before they are taken, and kinds come in the order that a person would write.
 *
 * @param left an action
 * @param right another
 * @returns below zero when `left` goes first
 */
export function compareActions(left: PlanAction, right: PlanAction): number {
  return (
    Number(isOutside(left)) - Number(isOutside(right)) ||
    CHANGES.indexOf(left.change.change) - CHANGES.indexOf(right.change.change) ||
    kindRank(left) - kindRank(right) ||
    position(left) - position(right) ||
    (left.key < right.key ? -1 : Number(left.key > right.key))
  );
}

/** Whether any statement of an action cannot run inside a transaction. */
export function isOutside(action: PlanAction): boolean {
  return action.operations.some(({ statements }) => statements.some(({ transaction }) => transaction === "outside"));
}

function kindRank({ change }: PlanAction): number {
  const rank = OBJECT_KINDS.indexOf((change.after ?? change.before)?.kind ?? "schema");
  return change.change === "drop" ? -rank : rank;
}

function position({ change }: PlanAction): number {
  return change.after?.position ?? 0;
}
