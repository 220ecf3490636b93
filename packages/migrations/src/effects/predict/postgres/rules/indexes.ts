import type { IndexStmt, Node, ReindexStmt } from "@pgsql/types";
import type { EffectsDraft } from "../effects-draft.ts";
import type { IndexFact, Oid } from "../facts.ts";
import { addIndex } from "../new-relations.ts";
import { nameOfRange } from "../tree.ts";

/** CREATE INDEX. */
export function createIndex(statement: IndexStmt, draft: EffectsDraft): void {
  const { model } = draft;
  const table = model.relation(nameOfRange(statement.relation));
  if (table === undefined) {
    draft.unknown("an index on a table that is not there");
    return;
  }
  const isConcurrent = statement.concurrent === true;
  if (isConcurrent) draft.nonTransactional();
  draft.lock(table.oid, isConcurrent ? "SHARE UPDATE EXCLUSIVE" : "SHARE");
  const name = { schema: table.schema, name: statement.idxname ?? `${table.name}_idx` };
  if (statement.if_not_exists === true && model.relation(name) !== undefined) return;
  if (isConcurrent) draft.waitsForTransactions();
  const members = statement.relation?.inh === true && table.kind === "p" ? model.family(table.oid) : [table.oid];
  for (const member of members) {
    if (member !== table.oid) draft.lock(member, "SHARE");
    if (!draft.model.isOld(member)) continue;
    draft.buildIndex(member);
  }
  const names = (statement.indexParams ?? []).map((node) => ("IndexElem" in node ? node.IndexElem.name : undefined));
  addIndex(draft, {
    table: table.oid,
    name: name.name,
    keys: names.map((column) => (column === undefined ? 0 : (model.column(table.oid, column)?.number ?? 0))),
    isUnique: statement.unique === true,
    isPartial: statement.whereClause !== undefined,
  });
}

/** REINDEX of an index or a table. */
export function reindex(statement: ReindexStmt, draft: EffectsDraft): void {
  const { model } = draft;
  const isConcurrent = hasOption(statement.params, "concurrently");
  if (isConcurrent) draft.nonTransactional();
  const target = model.relation(nameOfRange(statement.relation));
  if (statement.kind !== "REINDEX_OBJECT_INDEX" && statement.kind !== "REINDEX_OBJECT_TABLE") {
    draft.nonTransactional();
    draft.unknown("which indexes a REINDEX of a whole schema or database builds");
    return;
  }
  if (target === undefined) {
    draft.unknown("a relation that is not there is indexed again");
    return;
  }
  if (isConcurrent) draft.waitsForTransactions();
  const members = model.family(target.oid);
  // The partitions are done one by one, each in a transaction of its own.
  if (target.kind === "p" || target.kind === "I") draft.nonTransactional();
  for (const member of members) {
    const index = model.indexes.get(member);
    const indexes = index === undefined ? model.indexesOf(member) : [index];
    if (index === undefined) lockTable(member, isConcurrent, draft);
    for (const each of indexes) rebuild(each, isConcurrent, draft);
  }
}

function lockTable(table: Oid, isConcurrent: boolean, draft: EffectsDraft): void {
  draft.lock(table, isConcurrent ? "SHARE UPDATE EXCLUSIVE" : "SHARE");
}

function rebuild(index: IndexFact, isConcurrent: boolean, draft: EffectsDraft): void {
  lockTable(index.table, isConcurrent, draft);
  draft.lock(index.oid, "ACCESS EXCLUSIVE");
  draft.rewrite(index.oid);
  draft.buildIndex(index.table);
}

/** Whether a statement has an option: `(CONCURRENTLY)`, `(FULL)`. */
export function hasOption(options: readonly Node[] | undefined, name: string): boolean {
  return (options ?? []).some((option) => {
    if (!("DefElem" in option) || option.DefElem.defname !== name) return false;
    const value = option.DefElem.arg;
    if (value === undefined) return true;
    if ("Boolean" in value) return value.Boolean.boolval === true;
    if ("Integer" in value) return (value.Integer.ival ?? 0) !== 0;
    return !("String" in value) || !/^(off|false|0)$/i.test(value.String.sval ?? "");
  });
}
