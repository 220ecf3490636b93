import { RELATION_KINDS } from "../../../dialects/postgres/relation-kinds.ts";
import { LOCK_MODES, type LockMode, strongerLock } from "../../lock-mode.ts";
import type { AffectedRelation, RelationEffect, StatementEffects } from "../../statement-effects.ts";
import type { DatabaseModel } from "./database-model.ts";
import type { Oid, RelationFact } from "./facts.ts";

interface Entry {
  readonly relation: RelationFact;
  lock: LockMode | undefined;
  rewrites: boolean;
  scans: boolean;
  buildsIndex: boolean;
}

/** What is known so far of the effects of one statement. */
export class EffectsDraft {
  readonly model: DatabaseModel;
  readonly #entries = new Map<Oid, Entry>();
  readonly #unknown = new Set<string>();
  #nonTransactional = false;
  #waits = false;

  constructor(model: DatabaseModel) {
    this.model = model;
  }

  /** A relation is locked. */
  lock(oid: Oid, mode: LockMode): void {
    const entry = this.#entry(oid);
    if (entry !== undefined) entry.lock = strongerLock(entry.lock, mode);
  }

  /** All rows are read. A partitioned table has none of its own. */
  scan(oid: Oid): void {
    const entry = this.#entry(oid);
    if (entry !== undefined && hasRows(entry.relation)) entry.scans = true;
  }

  /** All rows or entries are written anew. */
  rewrite(oid: Oid): void {
    const entry = this.#entry(oid);
    if (entry !== undefined && hasStorage(entry.relation)) entry.rewrites = true;
  }

  /** An index of the table is built, which reads it. */
  buildIndex(table: Oid): void {
    const entry = this.#entry(table);
    if (entry === undefined || !hasRows(entry.relation)) return;
    entry.buildsIndex = true;
    entry.scans = true;
  }

  unknown(what: string): void {
    this.#unknown.add(what);
  }

  nonTransactional(): void {
    this.#nonTransactional = true;
  }

  waitsForTransactions(): void {
    this.#waits = true;
  }

  /** The effects, without what is only about things that the script has made. */
  finish(statement: string): StatementEffects {
    const relations = [...this.#entries.values()].map(effectOf).filter(isWorthAWord).sort(byName);
    return {
      statement,
      relations,
      nonTransactional: this.#nonTransactional,
      waitsForTransactions: this.#waits,
      unknown: [...this.#unknown],
    };
  }

  #entry(oid: Oid): Entry | undefined {
    const known = this.#entries.get(oid);
    if (known !== undefined) return known;
    const original = this.model.isOld(oid) ? this.model.relations.get(oid) : undefined;
    if (original === undefined) return undefined;
    const entry = { relation: original, lock: undefined, rewrites: false, scans: false, buildsIndex: false };
    this.#entries.set(oid, entry);
    return entry;
  }
}

function hasRows({ kind }: RelationFact): boolean {
  return kind === "r" || kind === "m";
}

function hasStorage({ kind }: RelationFact): boolean {
  return kind === "r" || kind === "m" || kind === "i" || kind === "S";
}

function effectOf({ relation, lock, rewrites, scans, buildsIndex }: Entry): RelationEffect {
  const { schema, name, kind } = relation;
  return {
    relation: { schema, name, kind: RELATION_KINDS[kind] ?? "table" },
    ...(lock !== undefined && { lock }),
    rewrites,
    scans,
    buildsIndex,
  };
}

/** The weak locks on indexes that come with every query say nothing that those of their tables do not say. */
function isWorthAWord({ relation, lock, rewrites }: RelationEffect): boolean {
  if (relation.kind !== "index" || rewrites) return true;
  return lock !== undefined && LOCK_MODES.indexOf(lock) >= LOCK_MODES.indexOf("SHARE UPDATE EXCLUSIVE");
}

function byName(left: RelationEffect, right: RelationEffect): number {
  return order(left.relation) < order(right.relation) ? -1 : 1;
}

function order({ schema, name, kind }: AffectedRelation): string {
  return JSON.stringify([schema, name, kind]);
}
