import type { LockScope } from "./lock-scope.ts";

/** What a lock is asked for with. */
export interface MigrationLockRequest {
  readonly lockScope: LockScope;
  /** Needed for `table_modification`: `"orders"`, `"billing.invoices"`. For `data_modification` the tables to protect. */
  readonly tables?: readonly string[];
  /** How long to try. Default 300. */
  readonly timeoutSeconds?: number;
  /** What it is for, for those who wait: `"Add a column to orders"`. */
  readonly operationDescription: string;
  /** More about it, as data that survives JSON. */
  readonly lockMetadata?: Readonly<Record<string, unknown>>;
}

/** A lock as the database knows it. */
export interface ActiveLock {
  readonly lockId: string;
  readonly scope: LockScope;
  readonly tables: readonly string[];
  readonly operationDescription: string;
  readonly lockMetadata: Readonly<Record<string, unknown>>;
  /** By the clock of the database. */
  readonly acquiredAt: string;
  readonly host: string;
  /** Grows with every lock: who has a smaller one than another has lost it to the other. */
  readonly fencingToken: number;
}

/** A lock that this process holds. */
export interface MigrationLock extends ActiveLock {
  /**
   * Makes sure that the lock is still held. Inside a transaction nobody else can have it before the transaction ends, so
   * what is written in it is written under the lock or not at all.
   *
   * @throws MIGRATION.LOCK_LOST
   */
  assertHeld(): Promise<void>;
}

/** A lock that is held until it is released: `await using lock = await locks.acquireMigrationLock(…)`. */
export interface HeldMigrationLock extends MigrationLock, AsyncDisposable {
  /** Gives the lock back. A second call does nothing. */
  release(): Promise<void>;
}
