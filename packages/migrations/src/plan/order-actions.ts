import type { CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { Dependents } from "../diff/dependents.ts";
import { connectEvaluations } from "./connect-evaluations.ts";
import { type Connect, connectChildren, connectPartitions, sameInParents } from "./connect-relatives.ts";
import { isPartOfIndex } from "./index-parts.ts";
import { gainsParent, isInherited, losesParent, parentsOf } from "./inherited.ts";
import { connectPartitionIndexes } from "./partition-indexes.ts";
import { actionKey, changesOf, compareActions, type ObjectStep, type PlanAction } from "./plan-action.ts";

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
  connectLeavers(graph, actions, facts);
  connectRenames(graph, actions, facts);
  connectNames(graph, actions, facts);
  const connect: Connect = (first, second) => graph.connect(first, second);
  connectChildren(connect, actions, facts);
  connectPartitions(connect, actions);
  connectPartitionIndexes(connect, actions, facts);
  connectEvaluations(graph, actions, facts);
  return graph.sorted();
}

/** Actions with what has to run before each. */
export class ActionGraph {
  readonly #actions = new Map<string, PlanAction>();
  /** The action in which an object is created or dropped, also when another's statements do it. */
  readonly #aliases = new Map<string, string>();
  readonly #after = new Map<string, Set<string>>();
  readonly #waitsFor = new Map<string, number>();

  constructor(actions: readonly PlanAction[]) {
    for (const action of actions) {
      this.#actions.set(action.key, action);
      this.#after.set(action.key, new Set());
      this.#waitsFor.set(action.key, 0);
      // A default that lets go is only the beginning of its column's alteration.
      if (action.key.startsWith("release ")) continue;
      for (const { change, id } of changesOf(action)) this.#aliases.set(actionKey(change, id), action.key);
    }
  }

  /** Says that one action has to run before another; unknown ones and loops to itself do not count. */
  connect(first: string, second: string): void {
    const [from, to] = [this.#aliases.get(first) ?? first, this.#aliases.get(second) ?? second];
    const after = this.#after.get(from);
    if (from === to || after === undefined || !this.#actions.has(to) || after.has(to)) return;
    after.add(to);
    this.#waitsFor.set(to, (this.#waitsFor.get(to) ?? 0) + 1);
  }

  has(key: string): boolean {
    return this.#actions.has(key);
  }

  /** The actions that have to run after one. */
  laterThan(key: string): ReadonlySet<string> {
    const found = new Set<string>();
    const queue = [key];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      for (const later of this.#after.get(next) ?? []) {
        if (found.has(later)) continue;
        found.add(later);
        queue.push(later);
      }
    }
    return found;
  }

  sorted(): readonly PlanAction[] {
    const ready = [...this.#actions.values()].filter(({ key }) => this.#waitsFor.get(key) === 0).sort(compareActions);
    const ordered: PlanAction[] = [];
    for (let action = ready.shift(); action !== undefined; action = ready.shift()) {
      ordered.push(action);
      for (const key of this.#after.get(action.key) ?? []) {
        const left = (this.#waitsFor.get(key) ?? 0) - 1;
        this.#waitsFor.set(key, left);
        const next = this.#actions.get(key);
        if (left === 0 && next !== undefined) insertSorted(ready, next);
      }
    }
    if (ordered.length === this.#actions.size) return ordered;
    const done = new Set(ordered.map(({ key }) => key));
    throw circle(this.#circleIn(new Set([...this.#actions.keys()].filter((key) => !done.has(key)))));
  }

  /** One of the circles that waiting actions are in, or behind: each waits for another, so going back comes round. */
  #circleIn(waiting: ReadonlySet<string>): readonly string[] {
    const path: string[] = [];
    let [key] = waiting;
    while (key !== undefined && !path.includes(key)) {
      path.unshift(key);
      const later = key;
      key = [...waiting].find((one) => this.#after.get(one)?.has(later));
    }
    return key === undefined ? path : path.slice(0, path.indexOf(key) + 1);
  }
}

function insertSorted(actions: PlanAction[], action: PlanAction): void {
  let [low, high] = [0, actions.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = actions[middle];
    if (other !== undefined && compareActions(other, action) < 0) low = middle + 1;
    else high = middle;
  }
  actions.splice(low, 0, action);
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

/** A table leaves its parent before the parent's columns and constraints change: they are its own by then. */
function connectLeavers(graph: ActionGraph, actions: readonly PlanAction[], facts: OrderFacts): void {
  const leavers = actions.filter(
    ({ change, object }) => change.change === "alter" && change.before?.kind === "table" && losesParent(object, facts),
  );
  if (leavers.length === 0) return;
  const changes = new Map<ObjectId, string[]>();
  for (const { key, change } of actions) {
    const object = change.before ?? change.after;
    if (object?.parent === undefined || !IN_COMMON.has(object.kind)) continue;
    changes.set(object.parent, [...(changes.get(object.parent) ?? []), key]);
  }
  for (const { key, change } of leavers)
    for (const parent of parentsOf(change.before) ?? [])
      for (const change of changes.get(parent) ?? []) graph.connect(key, change);
}

/**
 * Renames come before everything: all else is planned under the new names. They keep the order they were asked in. Only
 * who holds a new name already goes first, with what depends on it.
 */
function connectRenames(graph: ActionGraph, actions: readonly PlanAction[], facts: OrderFacts): void {
  const renames = actions.filter(({ change }) => change.change === "rename");
  const holders = holdersOf(renames, actions, facts);
  for (const [index, { key }] of renames.entries()) {
    const previous = renames[index - 1];
    if (previous !== undefined) graph.connect(previous.key, key);
    for (const other of actions) {
      if (other.change.change === "rename") continue;
      if (holders.has(other.key)) graph.connect(other.key, renames[0]?.key ?? key);
      else graph.connect(key, other.key);
    }
  }
}

/** The drops of what holds a name that a rename needs. */
function holdersOf(
  renames: readonly PlanAction[],
  actions: readonly PlanAction[],
  { actual }: OrderFacts,
): ReadonlySet<string> {
  const wanted = new Set(renames.flatMap(({ change }) => (change.after === undefined ? [] : takenNames(change.after))));
  const drops = new Map(
    actions.flatMap((action) => (action.change.change === "drop" ? [[action.object, action]] : [])),
  );
  const first = [...drops.values()].filter(
    ({ change }) => change.before !== undefined && takenNames(change.before).some((name) => wanted.has(name)),
  );
  if (first.length === 0) return new Set();
  const dependents = new Dependents(actual);
  const all = first.flatMap(({ object }) => [object, ...dependents.all(object).map(({ id }) => id)]);
  return new Set(all.flatMap((id) => drops.get(id)?.key ?? []));
}

/** One name for one thing at a time: whoever holds a name goes before the next one takes it. */
function connectNames(graph: ActionGraph, actions: readonly PlanAction[], { actual, desired }: OrderFacts): void {
  const freed = new Map<string, string[]>();
  for (const { name, key } of namesOf(actions, "drop", actual)) freed.set(name, [...(freed.get(name) ?? []), key]);
  for (const { name, key } of namesOf(actions, "create", desired))
    for (const holder of freed.get(name) ?? []) graph.connect(holder, key);
}

/** The names that are freed or taken, each with the action that does so: also those of what goes or comes with something. */
function namesOf(
  actions: readonly PlanAction[],
  change: "create" | "drop",
  objects: CatalogIndex,
): readonly { readonly name: string; readonly key: string }[] {
  return actions.flatMap(({ key, ...action }) => {
    if (action.change.change !== change) return [];
    const own = action.change.after ?? action.change.before;
    const covered = action.covers.flatMap((id) => objects.get(id) ?? []);
    return [...(own === undefined ? [] : [own]), ...covered].flatMap(takenNames).map((name) => ({ name, key }));
  });
}

/** Kinds that share one space of names in a schema. */
const RELATIONS: ReadonlySet<string> = new Set([
  "table",
  "index",
  "sequence",
  "view",
  "materializedView",
  "composite",
  "enum",
  "domain",
  "range",
]);

function takenNames(object: CatalogObject): readonly string[] {
  if (RELATIONS.has(object.kind)) return [`relation ${JSON.stringify(object.path)}`];
  // A function with defaults answers to calls that were meant for another of its name.
  if (object.kind === "function" || object.kind === "aggregate") return [`routine ${JSON.stringify(object.path)}`];
  if (object.kind !== "constraint" || ["check", "foreign key"].includes(object.definition.type)) return [];
  // The index behind a key has the key's name, in the schema of the table.
  return [`relation ${JSON.stringify([...object.path.slice(0, -2), object.path.at(-1)])}`];
}

function circle(keys: readonly string[]): TypeError {
  return new TypeError(`these changes need each other: ${keys.join(" → ")}`);
}
