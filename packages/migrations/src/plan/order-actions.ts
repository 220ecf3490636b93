import type { CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { ActionGraph } from "./action-graph.ts";
import { connectEvaluations } from "./connect-evaluations.ts";
import { connectNames, connectRenames } from "./connect-names.ts";
import { type Connect, connectChildren, connectMovers, connectPartitions, sameInParents } from "./connect-relatives.ts";
import { isPartOfIndex } from "./index-parts.ts";
import { gainsParent, isInherited, losesParent } from "./inherited.ts";
import { connectPartitionIndexes } from "./partition-indexes.ts";
import { actionKey, changesOf, type ObjectStep, type PlanAction } from "./plan-action.ts";

/** What the order is derived from: the catalog under its new names, and the one that is wanted. */
export interface OrderFacts {
  readonly actual: CatalogIndex;
  readonly desired: CatalogIndex;
}

/**
 * Puts actions in an order that the dependencies allow: what is needed is created before what needs it, and dropped
 * after. Kahn's algorithm with a fixed choice among what is possible, so the order depends on nothing but the input.
 *
 * @param actions the actions, in any order
 * @param facts the two catalogs with their dependencies
 * @returns the same actions in the order in which they can run
 * @throws TypeError when the actions need each other in a circle, which is a defect of an operation
 */
export function orderActions(actions: readonly PlanAction[], facts: OrderFacts): readonly PlanAction[] {
  const graph = new ActionGraph(actions);
  for (const action of actions) {
    if (action.key.startsWith("release ")) connectRelease(graph, action, facts);
    else for (const step of changesOf(action)) connectStep(graph, action.key, { step, facts });
  }
  connectGrants(graph, actions);
  connectRenames(graph, actions, facts);
  connectNames(graph, actions, facts);
  const connect: Connect = (first, second) => graph.connect(first, second);
  connectChildren(connect, actions, facts);
  connectPartitions(connect, actions);
  connectMovers(connect, actions, facts);
  connectPartitionIndexes(connect, actions, facts);
  connectEvaluations(graph, actions, facts);
  return graph.sorted();
}

function connectStep(
  graph: ActionGraph,
  key: string,
  { step, facts }: { readonly step: ObjectStep; readonly facts: OrderFacts },
): void {
  if (step.change === "drop") connectDrop(graph, key, { id: step.id, facts });
  else if (step.change !== "rename") connectMake(graph, key, { step, facts });
}

/** What depends on an object goes before it, and what it depends on stays until it is gone. */
function connectDrop(
  graph: ActionGraph,
  key: string,
  { id, facts }: { readonly id: ObjectId; readonly facts: OrderFacts },
): void {
  const object = facts.actual.get(id);
  for (const needed of object?.dependsOn ?? []) {
    graph.connect(key, actionKey("drop", needed));
    // What came from a parent can be dropped once the table has left the parent.
    if (object !== undefined && isShared(object, facts) && losesParent(needed, facts))
      graph.connect(actionKey("alter", needed), key);
    else graph.connect(key, actionKey("alter", needed));
    graph.connect(key, `release ${needed}`);
  }
  for (const looked of lookedAt(object, facts.actual)) graph.connect(key, actionKey("alter", looked));
  graph.connect(key, actionKey("create", id));
}

/** What an object needs is made or changed before it; what it needs no more may go afterwards. */
function connectMake(
  graph: ActionGraph,
  key: string,
  { step, facts }: { readonly step: ObjectStep; readonly facts: OrderFacts },
): void {
  const { actual, desired } = facts;
  const wanted = new Set(desired.get(step.id)?.dependsOn);
  const made = desired.get(step.id);
  for (const needed of wanted) {
    // An index of a partitioned table takes the keys of partitions that are there already for its own.
    if (made !== undefined && isPartOfIndex(made, needed)) graph.connect(key, actionKey("create", needed));
    else graph.connect(actionKey("create", needed), key);
    // A table has the columns and checks of a parent before it gets the parent.
    if (
      IN_COMMON.has(kindWord(step.id)) &&
      gainsParent(needed, facts) &&
      actual.has(step.id) === (step.change === "alter")
    )
      graph.connect(key, actionKey("alter", needed));
    else graph.connect(actionKey("alter", needed), key);
  }
  const table = made?.parent === undefined ? undefined : desired.get(made.parent);
  // The columns of a typed table come with its type.
  if (table?.kind === "table" && table.definition.ofType !== undefined)
    graph.connect(actionKey("alter", table.definition.ofType), key);
  for (const looked of lookedAt(made, desired)) graph.connect(actionKey("alter", looked), key);
  if (step.change !== "alter" || graph.has(`release ${step.id}`)) return;
  for (const released of actual.get(step.id)?.dependsOn ?? [])
    if (!wanted.has(released) && !released.startsWith("grant ")) graph.connect(key, actionKey("drop", released));
}

/** Whether a parent has it, too. */
function isShared(object: CatalogObject, facts: OrderFacts): boolean {
  if (object.kind !== "column" && object.kind !== "constraint") return false;
  return isInherited(object) || sameInParents(object, facts).length > 0;
}

/** What an object looks at without depending on it: the table it refers to, and what the columns it uses are of. */
function lookedAt(object: CatalogObject | undefined, objects: CatalogIndex): readonly ObjectId[] {
  if (object === undefined || object.kind === "column") return [];
  const target = object.kind === "constraint" ? object.definition.references?.table : undefined;
  const types = object.dependsOn.flatMap((id) => {
    const column = objects.get(id);
    return column?.kind === "column" ? column.dependsOn.filter((needed) => needed.startsWith("enum ")) : [];
  });
  // Where a table may refer to one that is not there, there is nothing to wait for.
  const needsTarget = object.dependsOn.some((id) => objects.get(id)?.parent === target);
  return target === undefined || target === object.parent || !needsTarget ? types : [...types, target];
}

/** What a table has in common with its parents. */
const IN_COMMON: ReadonlySet<string> = new Set(["column", "constraint"]);

function kindWord(id: ObjectId): string {
  return id.slice(0, id.indexOf(" "));
}

/** A default is dropped before what it used goes, and set again after that is there anew. */
function connectRelease(graph: ActionGraph, action: PlanAction, { actual, desired }: OrderFacts): void {
  for (const needed of actual.get(action.object)?.dependsOn ?? []) graph.connect(action.key, actionKey("drop", needed));
  // A column that counted by itself held the name of the sequence that may come for it.
  for (const needed of desired.get(action.object)?.dependsOn ?? [])
    graph.connect(action.key, actionKey("create", needed));
  graph.connect(action.key, actionKey("alter", action.object));
}

/** What a role may do with a table is said before what it may do with the columns: taking the one takes the other along. */
function connectGrants(graph: ActionGraph, actions: readonly PlanAction[]): void {
  const ofTables = new Map<string, string[]>();
  const grants = actions.flatMap(({ key, change }) => {
    const grant = change.after ?? change.before;
    return grant?.kind === "grant" ? [{ key, grant, isDrop: change.change === "drop" }] : [];
  });
  const place = (path: readonly string[], role: string): string => JSON.stringify([path, role]);
  for (const { key, grant } of grants) {
    const name = place(grant.path.slice(0, -1), grant.definition.role);
    ofTables.set(name, [...(ofTables.get(name) ?? []), key]);
  }
  for (const { key, grant, isDrop } of grants) {
    if (isDrop || !grant.definition.on.startsWith("column ")) continue;
    for (const first of ofTables.get(place(grant.path.slice(0, -2), grant.definition.role)) ?? [])
      graph.connect(first, key);
  }
}
