import type { ColumnDef, CreateStmt, Node } from "@pgsql/types";
import { columnOfNew, constraintsOf } from "../alter/columns.ts";
import { lockReferrers } from "../alter/partitions.ts";
import { lockDefaultPartition } from "../deletion.ts";
import type { EffectsDraft } from "../effects-draft.ts";
import type { Oid, RelationFact } from "../facts.ts";
import { createRelation } from "../new-relations.ts";
import { nameOfRange } from "../tree.ts";
import { columnType } from "../type-names.ts";

/** CREATE TABLE locks the tables that it refers to, takes after or is a part of. */
export function createTable(statement: CreateStmt, draft: EffectsDraft): void {
  const { model } = draft;
  const name = nameOfRange(statement.relation);
  if (statement.if_not_exists === true && model.relation(name) !== undefined) return;
  const parents = (statement.inhRelations ?? []).flatMap((node) =>
    "RangeVar" in node ? (model.relation(nameOfRange(node.RangeVar)) ?? []) : [],
  );
  const table = createRelation(draft, name, statement.partspec === undefined ? "r" : "p");
  if (statement.partspec !== undefined) {
    const strategy = statement.partspec.strategy === "PARTITION_STRATEGY_LIST" ? "l" : "r";
    model.setRelation({ ...table, partitioning: { strategy, keys: [], defaultPartition: null } });
  }
  for (const parent of parents) {
    if (statement.partbound === undefined) draft.lock(parent.oid, "SHARE UPDATE EXCLUSIVE");
    else becomePartition(draft, parent, table);
    model.setParent(table.oid, parent.oid);
  }
  if (statement.ofTypename !== undefined) lockType(statement, draft);
  for (const element of [...(statement.tableElts ?? []), ...(statement.constraints ?? [])]) {
    createElement(element, table.oid, draft);
  }
}

function becomePartition(draft: EffectsDraft, parent: RelationFact, table: RelationFact): void {
  const { model } = draft;
  draft.lock(parent.oid, "ACCESS EXCLUSIVE");
  lockReferrers(draft, parent.oid);
  const rest = parent.partitioning?.defaultPartition;
  if (rest != null) {
    lockDefaultPartition(draft, parent.oid, table.oid);
    for (const member of model.family(rest)) draft.scan(member);
  }
  for (const { oid } of model.indexesOf(parent.oid)) draft.lock(oid, "SHARE UPDATE EXCLUSIVE");
  for (const { type, references } of model.constraintsOf(parent.oid)) {
    if (type !== "f" || references === null) continue;
    for (const referenced of model.family(references)) draft.lock(referenced, "SHARE ROW EXCLUSIVE");
  }
}

function lockType({ ofTypename }: CreateStmt, draft: EffectsDraft): void {
  const type = columnType(ofTypename, draft.model)?.type;
  for (const { oid, kind, rowType } of draft.model.relations.values()) {
    if (kind === "c" && rowType === type) draft.lock(oid, "ACCESS SHARE");
  }
}

function createElement(element: Node, table: Oid, draft: EffectsDraft): void {
  const { model } = draft;
  if ("TableLikeClause" in element) {
    const source = model.relation(nameOfRange(element.TableLikeClause.relation));
    if (source !== undefined) draft.lock(source.oid, "ACCESS SHARE");
  }
  if ("ColumnDef" in element) createColumn(element.ColumnDef, table, draft);
  if ("Constraint" in element) refer(element, table, draft);
}

function createColumn(column: ColumnDef, table: Oid, draft: EffectsDraft): void {
  draft.model.setColumn(columnOfNew(column, table, draft.model));
  for (const constraint of constraintsOf(column)) refer({ Constraint: constraint }, table, draft);
}

function refer(node: Node, table: Oid, draft: EffectsDraft): void {
  if (!("Constraint" in node)) return;
  const constraint = node.Constraint;
  const { model } = draft;
  const target = constraint.contype === "CONSTR_FOREIGN" ? model.relation(nameOfRange(constraint.pktable)) : undefined;
  if (target !== undefined) {
    for (const referenced of model.family(target.oid)) draft.lock(referenced, "SHARE ROW EXCLUSIVE");
  }
  const oid = model.newOid();
  model.addConstraint({
    oid,
    name: constraint.conname ?? "",
    type: constraint.contype === "CONSTR_FOREIGN" ? "f" : "x",
    table,
    domain: null,
    isValidated: true,
    isEnforced: constraint.is_enforced === true,
    columns: [],
    references: target?.oid ?? null,
    referencedColumns: [],
    index: null,
    parent: null,
    expression: null,
  });
}
