import { LOCK_MODES, type LockMode, strongerLock } from "../../lock-mode.ts";
import type { AffectedRelation, RelationEffect } from "../../statement-effects.ts";
import type { DatabaseState, RelationState } from "./relation-state.ts";

/** Looks at a database: before the whole script, before a statement, and after it. */
export interface States {
  readonly initial: DatabaseState;
  readonly before: DatabaseState;
  readonly after: DatabaseState;
  /** Whether the statement takes the rows away. */
  readonly empties: boolean;
}

/**
 * What a statement has done to the relations that were there before the script.
 *
 * @param states what was seen
 * @returns what was locked, read or written, by schema and name
 */
export function observedEffects(states: States): readonly RelationEffect[] {
  const { initial, before, after } = states;
  const byName = new Map([...after.relations.values()].map((state) => [nameOf(state.relation), state]));
  const built = builtIndexes(states);
  return [...before.relations.values()]
    .filter(({ oid }) => initial.relations.has(oid))
    .map((old): RelationEffect => {
      const now = after.relations.get(old.oid) ?? byName.get(nameOf(old.relation));
      const lock = newLock(old, states);
      return {
        relation: old.relation,
        ...(lock !== undefined && { lock }),
        rewrites: isRewritten(old, now, states),
        scans: now !== undefined && now.oid === old.oid && now.scans > old.scans && !isEmptied(old, states),
        buildsIndex: built.has(old.oid),
      };
    })
    .filter(({ lock, rewrites, scans, buildsIndex }) => lock !== undefined || rewrites || scans || buildsIndex)
    .sort((left, right) => (nameOf(left.relation) < nameOf(right.relation) ? -1 : 1));
}

/** A relation as one word. */
export function nameOf({ schema, name, kind }: AffectedRelation): string {
  return JSON.stringify([schema, name, kind]);
}

/** Every query on a table locks its indexes in this way, which says nothing that the lock of the table does not say. */
function isWorthAWord(kind: AffectedRelation["kind"], lock: LockMode): boolean {
  return kind !== "index" || LOCK_MODES.indexOf(lock) >= LOCK_MODES.indexOf("SHARE UPDATE EXCLUSIVE");
}

function newLock(old: RelationState, { before, after }: States): LockMode | undefined {
  const held = before.locks.get(old.oid);
  let strongest: LockMode | undefined;
  for (const mode of after.locks.get(old.oid) ?? []) {
    if (held?.has(mode) !== true) strongest = strongerLock(strongest, mode);
  }
  return strongest !== undefined && isWorthAWord(old.relation.kind, strongest) ? strongest : undefined;
}

/** A new file says so, unless it is new because the rows are gone. */
function isRewritten(old: RelationState, now: RelationState | undefined, states: States): boolean {
  if (now === undefined || old.file === undefined || now.file === old.file) return false;
  const table = states.before.relations.get(old.table ?? old.oid);
  return table === undefined || !isEmptied(table, states);
}

/** TRUNCATE gives a table a new file and builds its indexes on nothing. */
function isEmptied(old: RelationState, { after, empties }: States): boolean {
  const now = after.relations.get(old.oid);
  if (old.relation.kind !== "table" || now === undefined || now.file === old.file) return false;
  return now.isEmpty && (empties || now.scans === old.scans);
}

/** The tables that have an index whose entries are new. */
function builtIndexes(states: States): ReadonlySet<string> {
  const { initial, before, after } = states;
  const files = new Set([...before.relations.values()].flatMap(({ file }) => (file === undefined ? [] : [file])));
  const tables = new Set<string>();
  for (const index of after.relations.values()) {
    if (index.table === undefined || !index.hasStorage || index.file === undefined || files.has(index.file)) continue;
    const table = before.relations.get(index.table);
    if (table !== undefined && initial.relations.has(index.table) && !isEmptied(table, states)) tables.add(index.table);
  }
  return tables;
}
