import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ColumnDefinition } from "../catalog/object-definitions.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { operationsOf } from "../operations/kind-operations.ts";
import type { ObjectChange, OperationType } from "../operations/operation-type.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { PlannerInput } from "./action-planner.ts";
import { partsInCircles } from "./drop-circles.ts";
import { isPartOfIndex, keysInIndex } from "./index-parts.ts";
import { isInherited } from "./inherited.ts";
import { mergeRebuilds } from "./merge-rebuilds.ts";
import { actionKey, type PlanAction, type PlannedOperation } from "./plan-action.ts";
import { planAlteration, plannedOperation } from "./plan-alteration.ts";
import { type DraftEntry, type PlanDraft, partitionedTable, type Release, wholeOf } from "./plan-draft.ts";

/**
 * Turns a draft into actions with their statements.
 *
 * @param input the operations of the dialect and the facts
 * @param draft what goes, comes and changes
 * @param renames what is renamed before all that
 * @returns the actions, in no order
 */
export function buildActions(
  input: PlannerInput,
  draft: PlanDraft,
  renames: readonly ObjectChange[],
): readonly PlanAction[] {
  // Statements are written for the catalog that will be reached, not for the one that was wished for.
  const isMade = (id: ObjectId): boolean => draft.creations.has(id);
  const planning = { ...input, facts: { ...input.facts, desired: draft.reached, isMade } };
  const actions = [
    ...renames.map((change) => renameAction(planning, change)),
    ...dropActions(planning, draft),
    ...releaseActions(planning, draft),
    ...alterActions(planning, draft),
    ...createActions(planning, draft),
  ];
  return mergeRebuilds(actions, planning);
}

function renameAction(input: PlannerInput, change: ObjectChange): PlanAction {
  const object = (change.before ?? change.after)?.id;
  const type = change.before && operationsOf(input.registry, change.before.kind)?.rename;
  if (type === undefined || object === undefined) throw new TypeError(`there is no rename for ${object}`);
  const operations = [planned(type, change, input)];
  return { key: actionKey("rename", object), change, object, operations, covers: [] };
}

function dropActions(input: PlannerInput, draft: PlanDraft): readonly PlanAction[] {
  const entries = [...draft.drops.values()].filter(({ object }) => !isInherited(object));
  const inCircle = partsInCircles(new Map([...draft.drops].map(([id, { object }]) => [id, object])));
  const isAlone = ({ parent }: CatalogObject): boolean => parent === undefined || !draft.drops.has(parent);
  const goesAlong = ({ object }: DraftEntry): boolean => {
    if (isAlone(object) && object.dependsOn.some((needed) => isPartOfIndex(object, needed) && draft.drops.has(needed)))
      return true;
    const container = wholeOf(object);
    return container !== undefined && draft.drops.has(container) && !inCircle.has(object.id);
  };
  const partitions = partitionsOf(entries);
  const inside = (id: ObjectId): readonly ObjectId[] => [
    ...draft.inside(id, "actual", (inner) => !inCircle.has(inner.id)).map((inner) => inner.id),
    ...(partitions.get(id) ?? []).flatMap(({ object }) => [object.id, ...inside(object.id)]),
    ...keysInIndex(id, input.facts.actual).flatMap((key) => (isAlone(key) ? [key.id] : [])),
  ];
  return entries
    .filter((entry) => !goesAlong(entry))
    .map(({ object, because }) => {
      const change: ObjectChange = { change: "drop", before: object };
      const covers = inside(object.id);
      return action(input, change, { covers, ...(because !== undefined && because !== object.id && { because }) });
    });
}

function partitionsOf(entries: readonly DraftEntry[]): ReadonlyMap<ObjectId, readonly DraftEntry[]> {
  const partitions = new Map<ObjectId, DraftEntry[]>();
  for (const entry of entries) {
    const table = partitionedTable(entry.object);
    if (table !== undefined) partitions.set(table, [...(partitions.get(table) ?? []), entry]);
  }
  return partitions;
}

function createActions(input: PlannerInput, draft: PlanDraft): readonly PlanAction[] {
  const covered = new Set<ObjectId>();
  const entries = [...draft.creations.values()].filter(({ object }) => !isInherited(object));
  const actions = entries.map(({ object, because }) => {
    const change: ObjectChange = { change: "create", after: object };
    const made = operationsOf(input.registry, object.kind)?.create.creates?.(change, input.facts) ?? [];
    const covers = made.filter((id) => id !== object.id);
    for (const id of covers) covered.add(id);
    return action(input, change, { covers, ...(because !== undefined && because !== object.id && { because }) });
  });
  return actions.filter(({ object }) => !covered.has(object));
}

function alterActions(input: PlannerInput, draft: PlanDraft): readonly PlanAction[] {
  return [...draft.alterations.values()].flatMap(({ before, reached, operations }): readonly PlanAction[] => {
    const change: ObjectChange = { change: "alter", before, after: reached };
    // They were written before it was known what else happens.
    const rewritten = operations.map((one) => ({ ...one, statements: one.type.plan(change, input.facts) }));
    const action = { key: actionKey("alter", before.id), change, object: before.id, operations: rewritten, covers: [] };
    const first = rewritten.filter(({ type }) => type.isRelease === true);
    if (first.length === 0) return [action];
    return [
      { ...action, key: `release ${before.id}`, operations: first },
      { ...action, operations: rewritten.filter((one) => !first.includes(one)) },
    ];
  });
}

/** A column lets go of what is dropped, and is as it should be again when that is there anew. */
function releaseActions(input: PlannerInput, draft: PlanDraft): readonly PlanAction[] {
  return [...draft.releases].flatMap(([id, release]) => {
    // What is dropped lets go of everything by that.
    if (draft.drops.has(id)) return [];
    const before = input.facts.actual.get(id);
    const after = draft.reached.get(id);
    if (before?.kind !== "column" || after === undefined) return [];
    const between: CatalogObject = freezeDeep({ ...before, definition: released(before.definition, release) });
    draft.alterations.delete(id);
    return [
      { ...alteration(input, before, between), key: `release ${id}` },
      { ...alteration(input, between, after), key: actionKey("alter", id) },
    ];
  });
}

function released(definition: ColumnDefinition, release: Release): ColumnDefinition {
  const { default: _default, identity: _identity, ...rest } = definition;
  if (release === "default") return rest;
  const { collation: _collation, ...plain } = rest;
  return { ...plain, type: rest.type.endsWith("[]") ? "text[]" : "text" };
}

function alteration(input: PlannerInput, before: CatalogObject, after: CatalogObject): Omit<PlanAction, "key"> {
  const kind = operationsOf(input.registry, before.kind);
  const change = { change: "alter", before, after } as const;
  // What it may not do was decided before; here it only does less.
  const found = kind && planAlteration(kind, change, { facts: input.facts, isAllowed: () => true });
  return { change, object: before.id, operations: found?.operations ?? [], covers: [] };
}

function action(
  input: PlannerInput,
  change: ObjectChange,
  more: { readonly covers: readonly ObjectId[]; readonly because?: ObjectId },
): PlanAction {
  const object = change.after ?? change.before;
  const kind = object && operationsOf(input.registry, object.kind);
  if (kind === undefined || object === undefined) throw new TypeError(`there are no operations for ${object?.id}`);
  const type = change.change === "create" ? kind.create : kind.drop;
  return {
    key: actionKey(change.change, object.id),
    change,
    object: object.id,
    operations: [planned(type, change, input)],
    covers: more.covers,
    ...(more.because !== undefined && { displacedBy: more.because }),
  };
}

function planned(type: OperationType, change: ObjectChange, input: PlannerInput): PlannedOperation {
  return plannedOperation({ type, statements: type.plan(change, input.facts) }, type.loss?.(change, input.facts));
}
