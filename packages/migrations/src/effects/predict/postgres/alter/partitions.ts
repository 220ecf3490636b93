import type { Node, PartitionBoundSpec, PartitionCmd } from "@pgsql/types";
import { lockDefaultPartition } from "../deletion.ts";
import type { EffectsDraft } from "../effects-draft.ts";
import { isColumn, provesNotNull } from "../expressions.ts";
import type { ColumnFact, IndexFact, Oid, RelationFact } from "../facts.ts";
import { nameOfRange } from "../tree.ts";
import { type ActionRule, type Alteration, workOn } from "./alteration.ts";

/** ATTACH PARTITION: the new partition is read, unless its CHECKs prove the bounds, and so is the default partition. */
export const attachPartition: ActionRule = ({ def }, alteration) => {
  const command = commandOf(def);
  const { draft, model, table } = alteration;
  const child = model.relation(nameOfRange(command?.name));
  if (child === undefined || command === undefined) return;
  if (table.kind === "I") return attachIndex(alteration, child);
  const bound = command.bound ?? {};
  for (const member of model.family(child.oid)) {
    draft.lock(member, "ACCESS EXCLUSIVE");
    if (!boundsAreProved(alteration, child, bound)) workOn(alteration, member).scans = true;
  }
  const known = model.relations.get(table.oid)?.partitioning?.defaultPartition;
  if (known != null) {
    lockDefaultPartition(draft, table.oid, child.oid);
    const rest = model.relations.get(known);
    const isKeptOut = rest !== undefined && boundsAreKeptOut(alteration, rest, bound);
    for (const member of isKeptOut ? [] : model.family(known)) draft.scan(member);
  }
  takeOverIndexes(alteration, child);
  takeOverReferences(alteration, child);
  model.setParent(child.oid, table.oid);
  if (bound.is_default === true && table.partitioning !== null) {
    model.setRelation({ ...table, partitioning: { ...table.partitioning, defaultPartition: child.oid } });
  }
};

function commandOf(def: Node | undefined): PartitionCmd | undefined {
  return def !== undefined && "PartitionCmd" in def ? def.PartitionCmd : undefined;
}

/** ALTER INDEX ATTACH PARTITION. */
function attachIndex({ draft, model, table }: Alteration, child: RelationFact): void {
  draft.lock(child.oid, "ACCESS EXCLUSIVE");
  for (const oid of [table.oid, child.oid]) {
    const owner = model.indexes.get(oid)?.table;
    if (owner !== undefined) draft.lock(owner, "ACCESS SHARE");
  }
  model.setParent(child.oid, table.oid);
}

/** Each index of the parent needs one of the partition: one that is there already, or a new one. */
function takeOverIndexes({ draft, model, table }: Alteration, child: RelationFact): void {
  const own = model.indexesOf(child.oid).filter(({ oid }) => model.partitionedParent(oid) === undefined);
  for (const index of model.indexesOf(table.oid)) {
    draft.lock(index.oid, "SHARE UPDATE EXCLUSIVE");
    if (own.some((candidate) => isAlike(index, candidate, { model, table: table.oid, child: child.oid }))) continue;
    for (const member of model.family(child.oid)) draft.buildIndex(member);
  }
}

interface Sides extends Pick<Alteration, "model"> {
  readonly table: Oid;
  readonly child: Oid;
}

function isAlike(index: IndexFact, candidate: IndexFact, { model, table, child }: Sides): boolean {
  const names = (numbers: readonly number[], owner: Oid) =>
    numbers.map((number) => model.columns(owner).find((column: ColumnFact) => column.number === number)?.name).join();
  return (
    !index.hasExpressions &&
    !candidate.hasExpressions &&
    index.isUnique === candidate.isUnique &&
    names(index.keys, table) === names(candidate.keys, child)
  );
}

/** The foreign keys of the parent become those of the partition, and those that lead to it lead to the partition too. */
function takeOverReferences(alteration: Alteration, child: RelationFact): void {
  const { draft, model, table } = alteration;
  lockReferrers(draft, table.oid);
  for (const constraint of model.constraintsOf(table.oid)) {
    if (constraint.type !== "f" || constraint.references === null) continue;
    for (const referenced of model.family(constraint.references)) draft.lock(referenced, "SHARE ROW EXCLUSIVE");
    if (constraint.isValidated && model.family(child.oid).some((member) => model.mayHaveRows(member))) {
      workOn(alteration, child.oid).scans = true;
      for (const referenced of model.family(constraint.references)) draft.scan(referenced);
    }
  }
}

/** The tables that refer to a partitioned table get triggers for a new partition. */
export function lockReferrers(draft: EffectsDraft, table: Oid): void {
  const { model } = draft;
  for (const { table: referrer } of model.referencesTo(table)) {
    if (referrer === null) continue;
    draft.lock(referrer, model.facts.serverVersion >= 150000 ? "SHARE ROW EXCLUSIVE" : "ACCESS SHARE");
  }
}

/** Whether the CHECKs of a table say of its one key column what the bounds say; anything else is read from the rows. */
function boundsAreProved(alteration: Alteration, child: RelationFact, bound: PartitionBoundSpec): boolean {
  const tests = boundTests(alteration, child, bound);
  const conditions = checksOf(alteration, child).flatMap(arms);
  return tests !== undefined && holds(conditions, tests);
}

/** Whether a CHECK of the default partition says of all its rows that they are not within the bounds, no more and no less. */
function boundsAreKeptOut(alteration: Alteration, rest: RelationFact, bound: PartitionBoundSpec): boolean {
  const tests = boundTests(alteration, rest, bound);
  if (tests === undefined) return false;
  return checksOf(alteration, rest).some((expression) => {
    if (!("BoolExpr" in expression) || expression.BoolExpr.boolop !== "NOT_EXPR") return false;
    const conditions = (expression.BoolExpr.args ?? []).flatMap(arms);
    const isOne = (arm: Node): boolean =>
      provesNotNull(arm, tests.column) || tests.values.some((test) => says([arm], [tests.column, ...test]));
    return holds(conditions, tests) && conditions.every(isOne);
  });
}

/** What the bounds say of the one key column, as comparisons. */
interface BoundTests {
  readonly column: string;
  readonly isNotNull: boolean;
  readonly values: readonly (readonly [sign: string, value: Node])[];
}

function boundTests(
  { model, table }: Alteration,
  { oid }: RelationFact,
  bound: PartitionBoundSpec,
): BoundTests | undefined {
  const key = model.columns(table.oid).find(({ number }) => table.partitioning?.keys.join() === String(number));
  const column = key === undefined ? undefined : model.column(oid, key.name);
  if (column === undefined) return undefined;
  const { name, isNotNull } = column;
  const [lower] = bound.lowerdatums ?? [];
  const [upper] = bound.upperdatums ?? [];
  if (bound.strategy === "r" && lower !== undefined && upper !== undefined) {
    const values = [[">=", lower] as const, ["<", upper] as const];
    return { column: name, isNotNull, values };
  }
  const [only, ...more] = bound.listdatums ?? [];
  const isOne = bound.strategy === "l" && only !== undefined && more.length === 0;
  return isOne ? { column: name, isNotNull, values: [["=", only]] } : undefined;
}

function holds(conditions: readonly Node[], { column, isNotNull, values }: BoundTests): boolean {
  const isThere = isNotNull || conditions.some((arm) => provesNotNull(arm, column));
  return isThere && values.every((test) => says(conditions, [column, ...test]));
}

function checksOf({ model }: Alteration, { oid }: RelationFact): readonly Node[] {
  return model
    .constraintsOf(oid)
    .filter(({ type, isValidated, isEnforced }) => type === "c" && isValidated && isEnforced)
    .flatMap(({ expression }) => (expression === null ? [] : [expression]));
}

function arms(expression: Node): readonly Node[] {
  if ("BoolExpr" in expression && expression.BoolExpr.boolop === "AND_EXPR") {
    return (expression.BoolExpr.args ?? []).flatMap(arms);
  }
  return [expression];
}

function says(conditions: readonly Node[], [column, sign, value]: readonly [string, string, Node]): boolean {
  return conditions.some((condition) => {
    if (!("A_Expr" in condition) || !isColumn(condition.A_Expr.lexpr, column)) return false;
    const [operator] = condition.A_Expr.name ?? [];
    if (operator === undefined || !("String" in operator) || operator.String.sval !== sign) return false;
    return constantText(condition.A_Expr.rexpr) === constantText(value);
  });
}

function constantText(node: Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  if ("TypeCast" in node) return constantText(node.TypeCast.arg);
  if (!("A_Const" in node)) return undefined;
  const { ival, fval, sval } = node.A_Const;
  return ival !== undefined ? String(ival.ival ?? 0) : (fval?.fval ?? sval?.sval);
}

/** DETACH PARTITION, also CONCURRENTLY and FINALIZE. */
export const detachPartition: ActionRule = ({ def }, alteration) => {
  const command = commandOf(def);
  const { draft, model, table } = alteration;
  const child = model.relation(nameOfRange(command?.name));
  if (child === undefined) return;
  if (command?.concurrent === true) {
    draft.nonTransactional();
    draft.waitsForTransactions();
  }
  for (const member of model.family(child.oid)) draft.lock(member, "ACCESS EXCLUSIVE");
  lockDefaultPartition(draft, table.oid, child.oid);
  for (const { oid } of model.indexesOf(child.oid)) {
    const parent = model.partitionedParent(oid);
    if (parent !== undefined) draft.lock(oid, "ACCESS EXCLUSIVE");
  }
  for (const { references, parent, type } of model.constraintsOf(child.oid)) {
    if (type === "f" && references !== null && parent !== null) draft.lock(references, "SHARE ROW EXCLUSIVE");
  }
  // No row may refer to one that leaves.
  for (const { table: referrer } of model.referencesTo(table.oid)) {
    if (referrer === null) continue;
    draft.lock(referrer, "ACCESS EXCLUSIVE");
    for (const side of [referrer, child.oid]) draft.scan(side);
  }
  model.removeParent(child.oid, table.oid);
};
