import type { LockMode } from "../../lock-mode.ts";
import { relationAddress } from "./database-model.ts";
import type { EffectsDraft } from "./effects-draft.ts";
import type { Address, Oid } from "./facts.ts";

/** The parts of tables whose removal locks the table, and how. */
const PART_LOCKS: ReadonlyMap<string, LockMode> = new Map([
  ["pg_attrdef", "ACCESS EXCLUSIVE"],
  ["pg_trigger", "ACCESS EXCLUSIVE"],
  ["pg_rewrite", "ACCESS EXCLUSIVE"],
  ["pg_policy", "ACCESS EXCLUSIVE"],
  ["pg_statistic_ext", "SHARE UPDATE EXCLUSIVE"],
  ["pg_publication_rel", "SHARE UPDATE EXCLUSIVE"],
]);

/**
 * Objects are dropped, with everything that cannot be without them: each is locked, and what it belongs to. Without
 * CASCADE the server refuses when there is more than what belongs to them; then it takes no lock for long.
 */
export function dropObjects(draft: EffectsDraft, roots: readonly Address[]): void {
  const doomed = closure(draft, roots);
  for (const address of doomed) lockFor(draft, address);
  for (const address of doomed) draft.model.remove(address);
}

function closure({ model }: EffectsDraft, roots: readonly Address[]): readonly Address[] {
  const doomed = new Set(roots);
  // A set gives what is added to it while it is gone through.
  for (const address of doomed) {
    for (const { dependent } of model.dependents(address)) doomed.add(dependent);
    // The rule of a view is nothing without the view.
    if (roots.includes(address)) continue;
    for (const { on, type } of model.needs(address)) if (type === "i" && !isSameObject(on, address)) doomed.add(on);
  }
  return [...doomed];
}

function isSameObject(left: Address, right: Address): boolean {
  return left.split(" ").slice(0, 2).join() === right.split(" ").slice(0, 2).join();
}

function lockFor(draft: EffectsDraft, address: Address): void {
  const { model } = draft;
  const [catalog = "", oid = ""] = address.split(" ");
  const part = model.parts.get(`${catalog} ${oid}`);
  const partLock = PART_LOCKS.get(catalog);
  if (part !== undefined && partLock !== undefined) draft.lock(part.table, partLock);
  if (catalog === "pg_class") lockRelation(draft, oid, address);
  if (catalog !== "pg_constraint") return;
  const constraint = model.constraints.get(oid);
  if (constraint?.table != null) draft.lock(constraint.table, "ACCESS EXCLUSIVE");
  // The triggers on the other table are objects of their own, where the catalog knows them.
  if (constraint?.references != null && !model.isOld(oid)) draft.lock(constraint.references, "ACCESS EXCLUSIVE");
}

function lockRelation(draft: EffectsDraft, oid: Oid, address: Address): void {
  const { model } = draft;
  draft.lock(oid, "ACCESS EXCLUSIVE");
  const index = model.indexes.get(oid);
  if (index !== undefined) draft.lock(index.table, "ACCESS EXCLUSIVE");
  const parent = model.partitionedParent(oid);
  if (parent?.kind !== "p" || address !== relationAddress(oid)) return;
  draft.lock(parent.oid, "ACCESS EXCLUSIVE");
  lockDefaultPartition(draft, parent.oid, oid);
}

/** The default partition has to take what no other one does any more. */
export function lockDefaultPartition(draft: EffectsDraft, parent: Oid, except: Oid): void {
  const partition = draft.model.relations.get(parent)?.partitioning?.defaultPartition;
  if (partition == null || partition === except) return;
  for (const member of draft.model.family(partition)) draft.lock(member, "ACCESS EXCLUSIVE");
}
