import type { CopyStmt, DeleteStmt, InsertStmt, MergeStmt, RangeVar, SelectStmt, UpdateStmt } from "@pgsql/types";
import type { EffectsDraft } from "../effects-draft.ts";
import { createRelation } from "../new-relations.ts";
import { locksRows, namedRelations, runQuery } from "../queries.ts";
import { nameOfRange } from "../tree.ts";

/** A query by itself; SELECT INTO makes a table of it. */
export function select(statement: SelectStmt, draft: EffectsDraft): void {
  const { intoClause, ...query } = statement;
  runQuery(query, draft);
  if (locksRows(query)) for (const { oid } of namedRelations(query, draft)) draft.lock(oid, "ROW SHARE");
  if (intoClause !== undefined) draft.model.filled.add(createRelation(draft, nameOfRange(intoClause.rel), "r").oid);
}

/** INSERT. */
export function insert(statement: InsertStmt, draft: EffectsDraft): void {
  const { relation, ...rest } = statement;
  runQuery(rest, draft);
  changeRows(relation, draft, { reads: statement.onConflictClause !== undefined, change: "insert" });
}

/** UPDATE, which may read all rows to find those that it changes. */
export function update(statement: UpdateStmt, draft: EffectsDraft): void {
  const { relation, ...rest } = statement;
  runQuery(rest, draft);
  changeRows(relation, draft, { reads: true, change: "update" });
}

/** DELETE. */
export function deleteRows(statement: DeleteStmt, draft: EffectsDraft): void {
  const { relation, ...rest } = statement;
  runQuery(rest, draft);
  changeRows(relation, draft, { reads: true, change: "delete" });
}

/** COPY: rows come in, or go out of a table or a query. */
export function copy(statement: CopyStmt, draft: EffectsDraft): void {
  if (statement.is_program === true) draft.unknown("what the program of a COPY does");
  if (statement.is_from === true) changeRows(statement.relation, draft, { reads: false, change: "insert" });
  else runQuery(statement, draft);
}

/** MERGE. */
export function merge(statement: MergeStmt, draft: EffectsDraft): void {
  const { relation, ...rest } = statement;
  runQuery(rest, draft);
  changeRows(relation, draft, { reads: true, change: "update" });
  changeRows(relation, draft, { reads: true, change: "delete" });
}

interface RowChange {
  readonly reads: boolean;
  readonly change: "insert" | "update" | "delete";
}

function changeRows(range: RangeVar | undefined, draft: EffectsDraft, { reads, change }: RowChange): void {
  const { model } = draft;
  const table = model.relation(nameOfRange(range));
  if (table === undefined) {
    draft.unknown("rows of a table that is not there are changed");
    return;
  }
  if (table.kind === "v") {
    draft.unknown(`which rows are changed through the view "${table.name}"`);
    return;
  }
  for (const member of model.family(table.oid)) {
    model.filled.add(member);
    draft.lock(member, "ROW EXCLUSIVE");
    if (reads) draft.scan(member);
    lockReferences(member, draft, change);
    const isCalled = model.partsOf(member, "pg_trigger").some(({ oid }) => !isOfConstraint(oid, draft));
    if (isCalled) draft.unknown(`what the triggers of "${model.relations.get(member)?.name}" do`);
  }
}

/** The triggers that keep foreign keys belong to their constraints. */
function isOfConstraint(trigger: string, { model }: EffectsDraft): boolean {
  return model.needs(`pg_trigger ${trigger} 0`).some(({ on, type }) => on.startsWith("pg_constraint ") && type === "i");
}

/** Foreign keys look after the other side for each row. */
function lockReferences(table: string, draft: EffectsDraft, change: RowChange["change"]): void {
  const { model } = draft;
  if (change !== "delete") {
    for (const { type, references, isEnforced } of model.constraintsOf(table)) {
      if (type === "f" && references !== null && isEnforced) draft.lock(references, "ROW SHARE");
    }
  }
  if (change === "insert") return;
  for (const { table: referrer, isEnforced } of model.referencesTo(table)) {
    if (referrer === null || !isEnforced) continue;
    draft.lock(referrer, "ROW SHARE");
    draft.unknown(`what becomes of rows of "${model.relations.get(referrer)?.name}" that refer to changed rows`);
  }
}
