import type { TableName } from "../../diff/table-name.ts";
import type { LockMode } from "../../effects/lock-mode.ts";
import { strongerLock } from "../../effects/lock-mode.ts";

/** A table that the script itself creates. */
export interface ScriptTable {
  readonly table: TableName;
  readonly transaction: number;
  /** Column types by name, as written. */
  readonly columns: Map<string, string>;
  /** What the script has put in: nothing, rows that it spells out, or what a query or a file gives. */
  rows: "none" | "few" | "many";
  /** Whether others find its rows through a table that was there before. */
  isPublished: boolean;
  readonly isPartitioned: boolean;
  /** Nobody else sees it. */
  readonly isTemporary: boolean;
}

/** A constraint that the script adds. */
export interface ScriptConstraint {
  readonly name: string;
  readonly transaction: number;
  isValid: boolean;
  /** The columns that it proves to have a value, once it is valid. */
  readonly provesNotNull: readonly string[];
  readonly columns: readonly string[];
}

/** An index that the script creates. */
export interface ScriptIndex {
  readonly table: TableName;
  readonly columns: readonly string[];
  readonly isUnique: boolean;
  readonly isPartial: boolean;
}

/** What the script has done before a statement comes. */
export class ScriptState {
  /** The transaction that the statement runs in; each statement outside of one has its own. */
  transaction = 0;
  /** Whether the script says that it runs in a transaction, or the caller does. */
  isExplicit = false;
  /** Whether the transaction is that of the tool which runs the script. */
  isWrapped = false;
  /** Whether the script has ended that transaction: the tool ends the one that the script leaves open. */
  isHandedBack = false;
  hasLockTimeout = false;
  hasLocalLockTimeout = false;
  hasStatementTimeout = false;
  readonly tables = new Map<string, ScriptTable>();
  /** Columns added to any table, by table and name. */
  readonly addedColumns = new Map<string, { readonly type: string; readonly transaction: number }>();
  readonly droppedColumns = new Map<string, { readonly type: string | undefined; readonly column: string }[]>();
  /** By table and name. */
  readonly constraints = new Map<string, ScriptConstraint>();
  readonly indexes = new Map<string, ScriptIndex>();
  readonly droppedIndexes = new Set<string>();
  /** Columns that a valid check proves to have a value, or that were made so. */
  readonly notNull = new Set<string>();
  /** Values added to enums, by value. */
  readonly enumValues = new Map<string, { readonly type: string; readonly transaction: number }>();
  /** Types and domains created, by name. */
  readonly types = new Map<string, { readonly isConstrained: boolean; readonly transaction: number }>();
  /** The strongest lock on each table that was there before, held in the transaction. */
  readonly locks = new Map<string, { readonly table: TableName; readonly lock: LockMode }>();
  /** Constraints from before the script that it validates, by table and name. */
  readonly validated = new Set<string>();
  /** Tables whose rows the script has changed. */
  readonly written = new Set<string>();
  /** Views, schemas, functions and the like that it has created, by kind and name. */
  readonly created = new Set<string>();
  /** Statements that read or rewrite a whole table, by table. */
  readonly passes = new Map<string, { readonly transaction: number; readonly index: number }>();
  readonly openedAdvisoryLock: { is: boolean } = { is: false };

  /** Holds a lock until the transaction ends. */
  hold(table: TableName, lock: LockMode): void {
    const key = keyOf(table);
    if (this.tables.has(key)) return;
    this.locks.set(key, { table, lock: strongerLock(this.locks.get(key)?.lock, lock) ?? lock });
  }

  beginTransaction(): void {
    this.transaction += 1;
    this.isExplicit = true;
    this.locks.clear();
    this.hasLocalLockTimeout = false;
  }

  endTransaction(): void {
    if (this.isWrapped) this.isHandedBack = true;
    this.isWrapped = false;
    this.transaction += 1;
    this.isExplicit = false;
    this.locks.clear();
    this.hasLocalLockTimeout = false;
  }
}

/** A key for maps of tables. A name without a schema is taken for one in the default schema. */
export function keyOf({ schema, name }: TableName): string {
  return `${schema ?? "public"}\0${name}`;
}

/** A key for maps of columns, constraints and whatever has a name within a table. */
export function partKey(table: TableName, name: string): string {
  return `${keyOf(table)}\0${name}`;
}
