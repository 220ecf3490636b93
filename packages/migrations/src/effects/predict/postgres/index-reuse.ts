import { areSameBytes } from "./conversions.ts";
import type { DatabaseModel } from "./database-model.ts";
import type { DefaultClassFact, IndexFact, Oid } from "./facts.ts";
import { baseType } from "./type-names.ts";

/** A column whose type has been changed. */
export interface RetypedColumn {
  readonly number: number;
  readonly from: Oid;
  readonly to: Oid;
  readonly collationChanges: boolean;
}

/** Whether an index serves after a change of type without being built again. */
export function isReusable(index: IndexFact, retyped: readonly RetypedColumn[], model: DatabaseModel): boolean {
  // What an expression gives cannot be told from its columns; and the part of a partitioned index is made by that one.
  if (index.hasExpressions || model.partitionedParent(index.oid) !== undefined) return false;
  const method = model.relations.get(index.oid)?.accessMethod ?? "btree";
  return retyped.every(({ number, from, to, collationChanges }) => {
    const key = index.keys.indexOf(number);
    if (key === -1) return true;
    if (collationChanges) return false;
    const before = defaultClass(method, from, model);
    const after = defaultClass(method, to, model);
    if (index.operatorClasses[key] !== before?.oid) return true;
    return after?.oid === before?.oid && (from === to || after?.isPolymorphic === false);
  });
}

function defaultClass(method: string, type: Oid, model: DatabaseModel): DefaultClassFact | undefined {
  const base = baseType({ type, modifier: -1 }, model).type;
  const candidates = model.facts.defaultClasses.filter((candidate) => candidate.method === method);
  const exact = candidates.find((candidate) => candidate.type === base);
  if (exact !== undefined) return exact;
  const fitting = candidates.filter((candidate) => areSameBytes(base, candidate.type, model));
  const preferred = fitting.find((candidate) => model.types.get(candidate.type)?.isPreferred === true);
  return preferred ?? fitting[0] ?? candidates.find((candidate) => candidate.type === polymorphic(base, model));
}

/** The identities that the server has had for these since it has them. */
const ANY_ARRAY = "2277";
const ANY_ENUM = "3500";
const ANY_RANGE = "3831";

function polymorphic(oid: Oid, model: DatabaseModel): Oid | undefined {
  const type = model.types.get(oid);
  if (type?.element != null) return ANY_ARRAY;
  if (type?.kind === "e") return ANY_ENUM;
  return type?.kind === "r" ? ANY_RANGE : undefined;
}
