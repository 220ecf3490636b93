import type { CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ColumnDefinition } from "../catalog/object-definitions.ts";
import { type ObjectId, objectId } from "../catalog/object-id.ts";
import type { CatalogDifference } from "../diff/catalog-difference.ts";
import { isSameContent } from "../diff/same-content.ts";
import type { ObjectChange } from "../operations/operation-type.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { losesParent, parentsOf } from "./inherited.ts";
import type { OrderFacts } from "./order-actions.ts";
import { actionKey, type PlanAction } from "./plan-action.ts";
import { partitionedTable } from "./plan-draft.ts";

/** Says that one action has to run before another. */
export type Connect = (first: string, second: string) => void;

/**
 * What a parent passes down reaches its children by the parent's statement: a child's own change comes after it, and
 * a child gives up a check of the parent's only when the parent has, and before the parent has another one.
 *
 * @param connect takes what was found
 * @param actions the actions
 * @param facts the two catalogs
 */
export function connectChildren(connect: Connect, actions: readonly PlanAction[], facts: OrderFacts): void {
  for (const { key, change } of actions) {
    if (becomesRequired(change))
      for (const above of sameInParents(change.after, { actual: facts.desired }))
        connect(key, actionKey("create", above));
    const object = change.before;
    if (object?.kind !== "column" && object?.kind !== "constraint") continue;
    const stays = object.parent !== undefined && !losesParent(object.parent, facts);
    for (const above of sameInParents(object, facts)) {
      if (!stays) continue;
      if (change.change === "alter")
        for (const word of ["alter", "drop"] as const) connect(actionKey(word, above), key);
      if (change.change !== "drop" || object.kind !== "constraint") continue;
      connect(actionKey("drop", above), key);
      connect(key, actionKey("create", above));
    }
  }
}

/** Whether a column is made required, which its table says itself when it does so before a parent does. */
function becomesRequired(change: ObjectChange): change is ObjectChange & { readonly after: CatalogObject<"column"> } {
  const { before, after } = change;
  if (before?.kind !== "column" || after?.kind !== "column") return false;
  return !before.definition.notNull && after.definition.notNull;
}

/** The columns or constraints of the same name in the parents that a table has before and after. */
export function sameInParents(
  { kind, parent, path }: CatalogObject<"column" | "constraint">,
  { actual }: Pick<OrderFacts, "actual">,
): readonly ObjectId[] {
  const parents = parent === undefined ? [] : (parentsOf(actual.get(parent)) ?? []);
  return parents.flatMap((table) => {
    const above = actual.get(table);
    const id = above && objectId(kind, [...above.path, path.at(-1) ?? ""]);
    return id !== undefined && actual.has(id) ? [id] : [];
  });
}

/** What a parent's statement changes in its children, too, whatever they had. */
const PASSED_DOWN = ["type", "collation", "default", "notNull"] as const;

/**
 * A column of a child as it will be when its parent's column has been changed.
 *
 * @param before the column
 * @param after the same as it is wanted
 * @param facts the two catalogs
 * @returns the column, as statements of its own will find it
 */
export function passedDown(
  before: CatalogObject<"column">,
  after: CatalogObject<"column">,
  { actual, desired }: OrderFacts,
): CatalogObject<"column"> {
  const kept = before.parent === undefined ? [] : (parentsOf(desired.get(before.parent)) ?? []);
  const definition = new Map(Object.entries(before.definition));
  for (const above of sameInParents(before, { actual })) {
    const [old, now] = [actual.get(above), desired.get(above)];
    if (old?.kind !== "column" || now?.kind !== "column" || now.parent === undefined) continue;
    if (!kept.includes(now.parent)) continue;
    for (const field of PASSED_DOWN) {
      const value = passedValue(now.definition, field);
      if (isSameContent(passedValue(old.definition, field), value)) continue;
      // What is not passed down any more stays with whom it was passed to.
      if (field === "notNull" && value === false && now.definition.notNull) continue;
      if (field === "notNull" && value === false && before.definition.inherited !== true) {
        // Some servers take it from a child that declares it, too, and some do not: it is said once more.
        definition.set(field, !after.definition.notNull);
        continue;
      }
      if (value === undefined) definition.delete(field);
      else definition.set(field, value);
    }
  }
  if (before.definition.inherited !== true) return withDefinition(before, definition);
  // All else that a child has from its parent is the parent's business.
  const { default: _, ...rest } = after.definition;
  const { inherited: _inherited, ...own } = rest;
  const [value, notNull] = [definition.get("default"), definition.get("notNull")];
  const fields = { ...own, ...(value !== undefined && { default: value }), notNull };
  return withDefinition(before, new Map(Object.entries(fields)));
}

/** What a child gets of a field. A NOT NULL may be a table's own business. */
function passedValue(column: ColumnDefinition, field: (typeof PASSED_DOWN)[number]): string | boolean | undefined {
  if (field !== "notNull") return column[field];
  return column.notNull && column.notNullConstraint?.noInherit !== true;
}

function withDefinition(
  column: CatalogObject<"column">,
  definition: ReadonlyMap<string, unknown>,
): CatalogObject<"column"> {
  // The fields are those of two columns.
  const fields = Object.fromEntries(definition) as unknown as ColumnDefinition;
  return freezeDeep({ ...column, definition: fields });
}

/**
 * The columns of children, and of theirs, that have the name of a column of a parent.
 *
 * @param column the parent's
 * @param objects a catalog
 * @returns the children's
 */
export function sameInChildren(
  column: CatalogObject<"column">,
  objects: CatalogIndex,
): readonly CatalogObject<"column">[] {
  const found: CatalogObject<"column">[] = [];
  for (const table of objects.values()) {
    if (column.parent === undefined || parentsOf(table)?.includes(column.parent) !== true) continue;
    const child = objects.get(objectId("column", [...table.path, column.path.at(-1) ?? ""]));
    if (child?.kind === "column") found.push(child, ...sameInChildren(child, objects));
  }
  return found;
}

/**
 * Differences with those that come about on the way: a parent's statement may change a child that is as it should be.
 *
 * @param altered columns and others that differ
 * @param facts the two catalogs
 * @returns the same with children's columns
 */
export function withChildren(altered: CatalogDifference["altered"], facts: OrderFacts): CatalogDifference["altered"] {
  const hasChildren = [...facts.actual.values()].some((object) => (parentsOf(object)?.length ?? 0) > 0);
  if (!hasChildren) return altered;
  const known = new Set(altered.map(({ before }) => before.id));
  const more = altered.flatMap(({ before }) => (before.kind === "column" ? sameInChildren(before, facts.actual) : []));
  const added = more.flatMap((child) => {
    const after = facts.desired.get(child.id);
    if (known.has(child.id) || after === undefined) return [];
    known.add(child.id);
    return [{ before: child, after }];
  });
  return [...altered, ...added];
}

/** What a table has in common with its parents. */
const IN_COMMON: ReadonlySet<string> = new Set(["column", "constraint"]);

/**
 * A table leaves its parent before the parent's columns and constraints change, for they are its own by then, and gets a
 * parent when those of the parent are as they will be.
 *
 * @param connect takes what was found
 * @param actions the actions
 * @param facts the two catalogs
 */
export function connectMovers(connect: Connect, actions: readonly PlanAction[], facts: OrderFacts): void {
  const movers = actions.filter(({ change }) => change.change === "alter" && parentsOf(change.before) !== undefined);
  if (movers.length === 0) return;
  const changes = new Map<ObjectId, string[]>();
  for (const { key, change } of actions) {
    const object = change.before ?? change.after;
    if (object?.parent === undefined || !IN_COMMON.has(object.kind)) continue;
    changes.set(object.parent, [...(changes.get(object.parent) ?? []), key]);
  }
  for (const { key, object } of movers) {
    const [old, now] = [parentsOf(facts.actual.get(object)) ?? [], parentsOf(facts.desired.get(object)) ?? []];
    const isRelease = key.startsWith("release ");
    for (const parent of new Set([...old, ...now])) {
      const isLeft = old.includes(parent) && !now.includes(parent);
      // A partition that only gets other bounds has all that its table has, and must have it when it comes back.
      const isJoined = isRelease ? !isLeft : now.includes(parent) && !old.includes(parent);
      if (!isLeft && !isJoined) continue;
      for (const change of changes.get(parent) ?? [])
        if (isLeft) connect(key, change);
        else connect(change, key);
    }
  }
}

/**
 * Partitions that get other bounds let go of their old ones before any partition of the table gets one.
 *
 * @param connect takes what was found
 * @param actions the actions
 */
export function connectPartitions(connect: Connect, actions: readonly PlanAction[]): void {
  const releases = actions.filter(({ key, change }) => change.before?.kind === "table" && key.startsWith("release "));
  for (const { key, change } of releases) {
    const table = change.after === undefined ? undefined : partitionedTable(change.after);
    for (const other of actions) {
      if (other.change.after?.kind !== "table" || other.key.startsWith("release ")) continue;
      if (table !== undefined && partitionedTable(other.change.after) === table) connect(key, other.key);
    }
  }
}
