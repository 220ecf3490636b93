import type { CatalogIndex } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { ActionGraph } from "./action-graph.ts";
import type { OrderFacts } from "./order-actions.ts";
import type { PlanAction } from "./plan-action.ts";

/** What computes something for the rows there are while it is made. */
const EVALUATED: ReadonlySet<string> = new Set(["materializedView", "constraint", "index", "column"]);

/**
 * A function may call others that nobody knows of before it runs: its body is a text. So what runs a new function while
 * it is made comes after all new functions that do not need it.
 *
 * @param graph takes what was found, and says what it is about so far
 * @param actions the actions
 * @param facts the two catalogs
 */
export function connectEvaluations(graph: ActionGraph, actions: readonly PlanAction[], { desired }: OrderFacts): void {
  const functions = actions.filter(({ change }) => change.change === "create" && change.after?.kind === "function");
  if (functions.length < 2) return;
  const made = new Set(functions.map(({ object }) => object));
  for (const { key, object, change } of actions) {
    if (change.after === undefined || !EVALUATED.has(change.after.kind) || !needsAny(object, made, desired)) continue;
    const later = graph.laterThan(key);
    for (const one of functions) if (!later.has(one.key)) graph.connect(one.key, key);
  }
}

function needsAny(object: ObjectId, wanted: ReadonlySet<ObjectId>, objects: CatalogIndex): boolean {
  const seen = new Set<ObjectId>([object]);
  const queue = [object];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const id of objects.get(next)?.dependsOn ?? []) {
      if (wanted.has(id)) return true;
      if (seen.has(id)) continue;
      seen.add(id);
      queue.push(id);
    }
  }
  return false;
}
