import type { LockMode } from "../../lock-mode.ts";
import type { RelationEffect, StatementEffects } from "../../statement-effects.ts";
import type { SqliteFacts, SqliteTable } from "./facts.ts";

/** The file as relations have names: all its tables are locked as one. */
export const FILE = { name: "main", kind: "file" } as const;

/**
 * The lock of a statement that writes: other writers wait. Readers do too when the journal is one that is rolled back,
 * at the latest when the transaction is committed.
 */
export function writeLock(readersGoOn: boolean): LockMode {
  return readersGoOn ? "EXCLUSIVE" : "ACCESS EXCLUSIVE";
}

/** A file as it is after the statements so far. */
export class FileModel {
  readonly facts: SqliteFacts;
  /** By name in small letters: names are the same however they are written. */
  readonly tables: Map<string, SqliteTable>;
  /** The names of what was there before the script and has not been dropped. */
  readonly old: Set<string>;
  readonly #initial: ReadonlySet<string>;

  constructor(facts: SqliteFacts) {
    this.facts = facts;
    this.tables = new Map(facts.tables.map((table) => [table.name.toLowerCase(), table]));
    this.#initial = new Set(this.tables.keys());
    this.old = new Set(this.#initial);
  }

  /** Whether a table of this name was there before the script, whether or not it still is. */
  wasThere(name: string): boolean {
    return this.#initial.has(name.toLowerCase());
  }
}

type Flags = Pick<RelationEffect, "rewrites" | "scans" | "buildsIndex">;

/** What is known so far of the effects of one statement. */
export class FileDraft {
  readonly model: FileModel;
  readonly unknown = new Set<string>();
  readonly #effects = new Map<string, RelationEffect>();
  #lock: LockMode | undefined;
  #nonTransactional = false;

  constructor(model: FileModel) {
    this.model = model;
  }

  reads(): void {
    this.#lock ??= "ACCESS SHARE";
  }

  writes(): void {
    this.#lock = writeLock(this.model.facts.readersGoOn);
  }

  nonTransactional(): void {
    this.#nonTransactional = true;
  }

  /** Something happens to all rows of a table, or all entries of an index, that was there before. */
  touch(name: string, flags: Partial<Flags>, kind: "table" | "index" = "table"): void {
    const known = this.#effects.get(`${kind} ${name}`);
    this.#effects.set(`${kind} ${name}`, {
      relation: { name, kind },
      rewrites: (known?.rewrites ?? false) || (flags.rewrites ?? false),
      scans: (known?.scans ?? false) || (flags.scans ?? false),
      buildsIndex: (known?.buildsIndex ?? false) || (flags.buildsIndex ?? false),
    });
  }

  finish(statement: string): StatementEffects {
    const none = { rewrites: false, scans: false, buildsIndex: false };
    const file = this.#lock === undefined ? [] : [{ relation: FILE, lock: this.#lock, ...none }];
    const tables = [...this.#effects.values()].sort((left, right) =>
      left.relation.name < right.relation.name ? -1 : 1,
    );
    return {
      statement,
      relations: [...file, ...tables],
      nonTransactional: this.#nonTransactional,
      waitsForTransactions: false,
      unknown: [...this.unknown],
    };
  }
}
