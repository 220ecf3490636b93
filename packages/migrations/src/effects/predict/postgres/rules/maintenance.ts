import type { ClusterStmt, LockStmt, Node, RangeVar, RefreshMatViewStmt, TruncateStmt, VacuumStmt } from "@pgsql/types";
import { LOCK_MODES } from "../../../lock-mode.ts";
import { ownedSequences } from "../alter/table-properties.ts";
import type { EffectsDraft } from "../effects-draft.ts";
import type { Oid, RelationFact } from "../facts.ts";
import { readRelation, shownBy } from "../queries.ts";
import { nameOfRange } from "../tree.ts";
import { hasOption } from "./indexes.ts";

/** TRUNCATE, with CASCADE also of all tables that refer to the emptied ones. */
export function truncate(statement: TruncateStmt, draft: EffectsDraft): void {
  const { model } = draft;
  const emptied = new Set<Oid>();
  for (const range of rangesOf(statement.relations)) {
    const table = model.relation(nameOfRange(range));
    if (table === undefined) continue;
    for (const member of range.inh === true ? model.family(table.oid) : [table.oid]) emptied.add(member);
  }
  if (statement.behavior === "DROP_CASCADE") {
    // A set gives what is added to it while it is gone through.
    for (const table of emptied) {
      for (const { table: referrer } of model.referencesTo(table)) {
        for (const member of referrer === null ? [] : model.family(referrer)) emptied.add(member);
      }
    }
  }
  for (const table of emptied) {
    draft.lock(table, "ACCESS EXCLUSIVE");
    for (const { oid, kind } of indexRelations(table, draft)) if (kind === "i") draft.lock(oid, "ACCESS EXCLUSIVE");
    if (statement.restart_seqs !== true) continue;
    for (const { oid } of ownedSequences({ model }, table)) {
      draft.lock(oid, "ACCESS EXCLUSIVE");
      draft.rewrite(oid);
    }
  }
}

function rangesOf(nodes: readonly Node[] | undefined): readonly RangeVar[] {
  return (nodes ?? []).flatMap((node) => ("RangeVar" in node ? [node.RangeVar] : []));
}

function indexRelations(table: Oid, { model }: EffectsDraft): readonly RelationFact[] {
  return model.indexesOf(table).flatMap(({ oid }) => model.relations.get(oid) ?? []);
}

/** VACUUM and ANALYZE. */
export function vacuum(statement: VacuumStmt, draft: EffectsDraft): void {
  const { model } = draft;
  if (statement.is_vacuumcmd === true) draft.nonTransactional();
  const isFull = statement.is_vacuumcmd === true && hasOption(statement.options, "full");
  const ranges = (statement.rels ?? []).flatMap((node) =>
    "VacuumRelation" in node && node.VacuumRelation.relation !== undefined ? [node.VacuumRelation.relation] : [],
  );
  if (ranges.length === 0) draft.unknown("which tables a VACUUM or ANALYZE without a name goes through");
  for (const range of ranges) {
    const table = model.relation(nameOfRange(range));
    for (const member of table === undefined ? [] : model.family(table.oid)) {
      if (isFull) writeAnew(member, draft);
      else draft.lock(member, "SHARE UPDATE EXCLUSIVE");
    }
  }
}

/** A table and its indexes are written anew. */
function writeAnew(table: Oid, draft: EffectsDraft): void {
  draft.lock(table, "ACCESS EXCLUSIVE");
  draft.rewrite(table);
  draft.scan(table);
  for (const { oid } of draft.model.indexesOf(table)) {
    draft.lock(oid, "ACCESS EXCLUSIVE");
    draft.rewrite(oid);
    draft.buildIndex(table);
  }
}

/** CLUSTER. */
export function cluster(statement: ClusterStmt, draft: EffectsDraft): void {
  const { model } = draft;
  const table = model.relation(nameOfRange(statement.relation));
  if (table !== undefined && table.kind === "r") {
    writeAnew(table.oid, draft);
    return;
  }
  draft.nonTransactional();
  draft.unknown("which tables a CLUSTER without the name of a plain table writes anew");
}

/** REFRESH MATERIALIZED VIEW. */
export function refresh(statement: RefreshMatViewStmt, draft: EffectsDraft): void {
  const view = draft.model.relation(nameOfRange(statement.relation));
  if (view === undefined) {
    draft.unknown("a materialized view that is not there");
    return;
  }
  if (statement.concurrent === true) {
    draft.lock(view.oid, "EXCLUSIVE");
    draft.scan(view.oid);
  } else {
    draft.lock(view.oid, "ACCESS EXCLUSIVE");
    draft.rewrite(view.oid);
    for (const { oid } of draft.model.indexesOf(view.oid)) {
      draft.lock(oid, "ACCESS EXCLUSIVE");
      draft.rewrite(oid);
      draft.buildIndex(view.oid);
    }
  }
  if (statement.skipData !== true) {
    for (const source of shownBy(view, draft)) readRelation(source, draft, "ACCESS SHARE");
  }
}

/** LOCK TABLE. */
export function lockTables(statement: LockStmt, draft: EffectsDraft): void {
  const mode = LOCK_MODES[(statement.mode ?? LOCK_MODES.length) - 1] ?? "ACCESS EXCLUSIVE";
  for (const range of rangesOf(statement.relations)) {
    const table = draft.model.relation(nameOfRange(range));
    if (table === undefined) continue;
    for (const member of range.inh === true ? draft.model.family(table.oid) : [table.oid]) draft.lock(member, mode);
    if (table.kind === "v") for (const below of shownBy(table, draft)) draft.lock(below.oid, mode);
  }
}
