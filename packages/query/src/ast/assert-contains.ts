import { isDeepStrictEqual } from "node:util";
import { queryErrors } from "../errors/query-errors.ts";
import type { FilterNode } from "./filter-node.ts";
import { partsOf } from "./unwritten-and-node.ts";

/**
 * Makes sure that a filter carries a condition on its outside, so that no row without it can match: the last look at
 * the conditions of tenancy and soft delete before a statement runs.
 *
 * @param where the whole filter
 * @param required the condition that must hold for every row
 * @throws QUERY.MISSING_PREDICATE when the filter could match a row that the condition does not
 * @example
 * ```ts
 * import { allOf, assertContains, equals } from "@dataflow/query";
 *
 * const tenant = equals("tenantId", "acme");
 * assertContains(allOf([equals("name", "Ann"), tenant]), tenant);
 * ```
 */
export function assertContains(where: FilterNode, required: FilterNode): void {
  if (where.kind === "nothing") return;
  const missing = conjunctsOf(required).find(
    (wanted) => !isAmong(wanted, partsOf(where) ?? []) && !isAmong(wanted, conjunctsOf(where)),
  );
  if (missing === undefined) return;
  const about = "field" in missing ? ` on "${missing.field}"` : "";
  throw queryErrors.create("MISSING_PREDICATE", {
    message: `The statement lacks the condition${about} that it must carry`,
    why: "a part that rewrote the statement has dropped or weakened it",
    fix: "join filters with allOf, and never put a required condition under $or or $not",
  });
}

/** What must hold for every row that a filter matches. */
function conjunctsOf(node: FilterNode): readonly FilterNode[] {
  if (node.kind === "and") return node.children;
  return node.kind === "everything" ? [] : [node];
}

function isAmong(wanted: FilterNode, nodes: readonly FilterNode[]): boolean {
  return nodes.some((one) => one === wanted || isSame(one, wanted));
}

/** The conditions of tenancy and soft delete are told apart at once; deep equality takes long, most of all to say no. */
function isSame(one: FilterNode, wanted: FilterNode): boolean {
  if (one.kind === "null" && wanted.kind === "null") return one.field === wanted.field;
  if (one.kind === "comparison" && wanted.kind === "comparison") {
    if (one.field !== wanted.field || one.operator !== wanted.operator) return false;
    if (Object.is(one.value, wanted.value)) return true;
  }
  return one.kind === wanted.kind && isDeepStrictEqual(one, wanted);
}
