import type { MaybePromise } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { ActiveLock, HeldMigrationLock, MigrationLock, MigrationLockRequest } from "./migration-lock.ts";

/**
 * Locks against other migrations of the same database, in this process and in all others.
 *
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { MigrationLockManager } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * const locks = new MigrationLockManager(connection);
 * const wanted = { lockScope: "schema_modification", operationDescription: "Add a note to orders" } as const;
 * await locks.acquireMigrationLock(wanted, async (lock) => {
 *   console.log(lock.lockId, await locks.getActiveLocks());
 *   await connection.run("CREATE TABLE orders (note TEXT)");
 * });
 * await connection.close();
 * ```
 */
export class MigrationLockManager {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Takes a lock and keeps it until it is released. Statements run on other connections meanwhile: begin each
   * transaction under it with `lock.assertHeld()`.
   *
   * @param request what to lock, for what, and how long to try
   * @returns the lock, for `await using` or `release()`
   * @throws MIGRATION.LOCK_TIMEOUT when others held it for all of the time
   */
  acquireMigrationLock(request: MigrationLockRequest): Promise<HeldMigrationLock>;
  /**
   * Runs `body` under a lock, on the connection that holds it: what it runs ends with the lock, whatever happens.
   *
   * @param request what to lock, for what, and how long to try
   * @param body what needs the lock
   * @returns what `body` gave
   * @throws MIGRATION.LOCK_TIMEOUT when others held it for all of the time
   */
  acquireMigrationLock<Result>(
    request: MigrationLockRequest,
    body: (lock: MigrationLock) => MaybePromise<Result>,
  ): Promise<Result>;
  async acquireMigrationLock<Result>(
    request: MigrationLockRequest,
    body?: (lock: MigrationLock) => MaybePromise<Result>,
  ): Promise<Result | HeldMigrationLock> {
    const { takeMigrationLock, withMigrationLock } = await import("../schema-work.ts");
    return body === undefined
      ? takeMigrationLock(this.#connection, request)
      : withMigrationLock(this.#connection, request, body);
  }

  /**
   * Every lock whose holder is alive, as the database's own lists of processes and locks say.
   *
   * @returns the locks, the oldest first
   */
  async getActiveLocks(): Promise<readonly ActiveLock[]> {
    const { readActiveLocks } = await import("../schema-work.ts");
    return readActiveLocks(this.#connection);
  }
}
