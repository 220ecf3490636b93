import type { AlterSeqStmt, CreateSeqStmt, Node } from "@pgsql/types";
import { relationAddress } from "../database-model.ts";
import type { EffectsDraft } from "../effects-draft.ts";
import { createRelation } from "../new-relations.ts";
import { items, nameOfRange, nameOfTexts, texts } from "../tree.ts";

/** CREATE SEQUENCE. */
export function createSequence(statement: CreateSeqStmt, draft: EffectsDraft): void {
  const name = nameOfRange(statement.sequence);
  if (statement.if_not_exists === true && draft.model.relation(name) !== undefined) return;
  lockOwner(statement.options, draft);
  createRelation(draft, name, "S");
}

/** ALTER SEQUENCE: its one row is written anew, unless only its owner changes. */
export function alterSequence(statement: AlterSeqStmt, draft: EffectsDraft): void {
  const sequence = draft.model.relation(nameOfRange(statement.sequence));
  if (sequence === undefined) {
    if (statement.missing_ok !== true) draft.unknown("a sequence that is not there");
    return;
  }
  draft.lock(sequence.oid, "SHARE ROW EXCLUSIVE");
  if ((statement.options ?? []).some(isOwnedBy)) draft.model.forgetNeeds(relationAddress(sequence.oid), "pg_class");
  lockOwner(statement.options, draft);
  if ((statement.options ?? []).some((option) => !isOwnedBy(option))) draft.rewrite(sequence.oid);
}

function isOwnedBy(option: Node): boolean {
  return "DefElem" in option && option.DefElem.defname === "owned_by";
}

function lockOwner(options: readonly Node[] | undefined, draft: EffectsDraft): void {
  for (const option of options ?? []) {
    if (!("DefElem" in option) || !isOwnedBy(option)) continue;
    const table = draft.model.relation(nameOfTexts(texts(items(option.DefElem.arg)).slice(0, -1)));
    if (table !== undefined) draft.lock(table.oid, "ACCESS SHARE");
  }
}
