import type { CatalogObject } from "../catalog/catalog-object.ts";
import { partsOf } from "../catalog/catalog-parts.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { operationsOf } from "../operations/kind-operations.ts";
import type { DataLoss, OperationType, PlanFacts, Reversal } from "../operations/operation-type.ts";
import type { PlannerInput } from "./action-planner.ts";
import { actionKey, type PlanAction } from "./plan-action.ts";

/**
 * Gathers changes that need a new table, with all others of the same table, into one rebuilding: rows are copied once,
 * however much changes.
 *
 * @param actions the actions of a plan
 * @param input the operations of the dialect, and the catalogs with the one that will be reached
 * @returns the actions, with one in the place of those that were gathered
 */
export function mergeRebuilds(actions: readonly PlanAction[], input: PlannerInput): readonly PlanAction[] {
  const tables = new Set(
    actions.filter((action) => needsRebuild(action, input.facts)).map((action) => tableOf(action)),
  );
  if (tables.size === 0) return actions;
  const created = new Set(actions.filter(({ change }) => change.change === "create").map(({ object }) => object));
  const rest = actions.filter((action) => !isPartOf(action, tables));
  const members = membersByTable(actions, tables);
  const rebuilds = [...tables].flatMap((table) =>
    table === undefined ? [] : [rebuildAction(table, members.get(table) ?? [], { ...input, created })],
  );
  return [...rest, ...rebuilds];
}

function membersByTable(
  actions: readonly PlanAction[],
  tables: ReadonlySet<ObjectId | undefined>,
): ReadonlyMap<ObjectId | undefined, readonly PlanAction[]> {
  const members = new Map<ObjectId | undefined, PlanAction[]>();
  for (const action of actions) {
    if (!isPartOf(action, tables)) continue;
    const table = tableOf(action);
    const known = members.get(table);
    if (known === undefined) members.set(table, [action]);
    else known.push(action);
  }
  return members;
}

function needsRebuild({ operations, change }: PlanAction, facts: PlanFacts): boolean {
  return operations.some(({ type }) => type.needsRebuild?.(change, facts) === true);
}

function tableOf({ change }: PlanAction): ObjectId | undefined {
  const object = change.after ?? change.before;
  return object?.kind === "table" ? object.id : object?.parent;
}

/** Columns, constraints and the table itself, if it is neither new nor going. */
function isPartOf(action: PlanAction, tables: ReadonlySet<ObjectId | undefined>): boolean {
  const object = action.change.after ?? action.change.before;
  if (object === undefined || action.change.change === "rename" || !tables.has(tableOf(action))) return false;
  return object.kind === "table" ? action.change.change === "alter" : ["column", "constraint"].includes(object.kind);
}

function rebuildAction(
  table: ObjectId,
  members: readonly PlanAction[],
  { registry, facts, created }: PlannerInput & { readonly created: ReadonlySet<ObjectId> },
): PlanAction {
  const [before, after] = [facts.actual.get(table), facts.desired.get(table)];
  if (before === undefined || after === undefined) throw new TypeError(`the ${table} is not there to be rebuilt`);
  const rebuild = operationsOf(registry, before.kind)?.rebuild;
  if (rebuild === undefined) throw new TypeError(`there is no rebuilding for the ${table}`);
  const change = { change: "alter", before, after } as const;
  const type: OperationType = {
    ...rebuild(remade(table, facts, created)),
    reversal: () => worst(members, facts),
  };
  const loss = joinedLoss(members);
  const operation = { type, statements: type.plan(change, facts) };
  return {
    key: actionKey("alter", table),
    change,
    object: table,
    operations: [loss === undefined ? operation : { ...operation, loss }],
    covers: [],
    members: members.map((member) => ({ change: member.change.change, id: member.object })),
  };
}

/** Indexes and triggers that go with the old table and that no action of their own makes again. */
function remade(
  table: ObjectId,
  facts: PlanFacts,
  created: ReadonlySet<ObjectId>,
): readonly CatalogObject<"index" | "trigger">[] {
  const found: CatalogObject<"index" | "trigger">[] = [];
  for (const object of partsOf(facts.desired, table)) {
    if (object.kind !== "index" && object.kind !== "trigger") continue;
    if (facts.actual.has(object.id) && !created.has(object.id)) found.push(object);
  }
  return found.sort((left, right) => (left.id < right.id ? -1 : 1));
}

function worst(members: readonly PlanAction[], facts: PlanFacts): Reversal {
  const all = members.flatMap(({ operations, change }) =>
    operations.map(({ type }) => type.reversal?.(change, facts) ?? "inverse"),
  );
  return all.includes("never") ? "never" : all.includes("backup") ? "backup" : "inverse";
}

function joinedLoss(members: readonly PlanAction[]): DataLoss | undefined {
  const losses = members.flatMap(({ operations }) => operations.flatMap(({ loss }) => loss ?? []));
  if (losses.length === 0) return undefined;
  return { what: losses.map(({ what }) => what).join("; "), allow: losses.map(({ allow }) => allow).join("; ") };
}
