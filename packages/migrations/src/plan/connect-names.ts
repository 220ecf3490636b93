import type { CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { Dependents } from "../diff/dependents.ts";
import type { ActionGraph } from "./action-graph.ts";
import type { OrderFacts } from "./order-actions.ts";
import type { PlanAction } from "./plan-action.ts";

/**
 * Renames come before everything: all else is planned under the new names. They keep the order they were asked in. Only
 * who holds a new name already goes first, with what depends on it.
 */
export function connectRenames(graph: ActionGraph, actions: readonly PlanAction[], facts: OrderFacts): void {
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
export function connectNames(
  graph: ActionGraph,
  actions: readonly PlanAction[],
  { actual, desired }: OrderFacts,
): void {
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
