/**
 * Of many processes that want to change one database, one does and the others wait. Where the database has a server, the
 * lock belongs to the connection that makes the changes, so the lock and the right to go on end together. Beside it a
 * row with a growing number (the fencing token) tells a process that was stopped for a while, and whose connection the
 * server has ended, that it has lost the lock: each of its transactions looks for the row first.
 */
import type { MaybePromise } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { migrationDialect } from "../dialects/migration-dialects.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { ensureBookkeeping } from "../history/ensure-bookkeeping.ts";
import { checkLockRequest } from "./check-lock-request.ts";
import { underOuterLock, withOuterLock } from "./held-locks.ts";
import { lockLost, lockTimeout } from "./lock-errors.ts";
import { lockKeys } from "./lock-keys.ts";
import { isRecorded, readActiveLocks, recordLock, removeLock } from "./lock-rows.ts";
import type { ActiveLock, HeldMigrationLock, MigrationLock, MigrationLockRequest } from "./migration-lock.ts";
import { type Patience, poll } from "./poll.ts";

const DEFAULT_TIMEOUT_SECONDS = 300;

/** What else there is to say about waiting. */
export interface LockWait {
  readonly signal?: AbortSignal;
}

/**
 * Runs `body` under a lock, on the connection that holds it.
 *
 * @param connection the database, outside of any transaction
 * @param request what to lock, and for what
 * @param body what needs the lock
 * @returns what `body` gave
 * @throws MIGRATION.LOCK_TIMEOUT when others held it for all of the time
 * @throws MIGRATION.LOCK_TOO_NARROW when it is asked for under a lock of the caller's own that does not cover it
 */
export async function withMigrationLock<Result>(
  connection: Connection,
  request: MigrationLockRequest,
  body: (lock: MigrationLock) => MaybePromise<Result>,
  wait: LockWait = {},
): Promise<Result> {
  checkLockRequest(request);
  const inner = withOuterLock(connection, request, body);
  return inner ?? holdLock(connection, request, { body, wait, isPinned: true });
}

/**
 * Takes a lock and keeps it until it is released. What is done under it runs on other connections, so each of its
 * transactions has to call `assertHeld()`.
 *
 * @param connection the database, outside of any transaction
 * @param request what to lock, and for what
 * @returns the lock
 * @throws MIGRATION.LOCK_TIMEOUT when others held it for all of the time
 */
export async function takeMigrationLock(
  connection: Connection,
  request: MigrationLockRequest,
): Promise<HeldMigrationLock> {
  return new Promise((taken, failed) => {
    let end: () => void = () => undefined;
    const asked = new Promise<void>((settle) => {
      end = settle;
    });
    const held = holdLock(connection, request, {
      body: (lock) => {
        taken(heldLock(lock, release));
        return asked;
      },
      wait: {},
      isPinned: false,
    });
    const release = async (): Promise<void> => {
      end();
      await held;
    };
    held.catch(failed);
  });
}

function heldLock(lock: MigrationLock, release: () => Promise<void>): HeldMigrationLock {
  return Object.freeze({ ...lock, release, [Symbol.asyncDispose]: release });
}

/** What a lock is held for. */
interface LockUse<Result> {
  readonly body: (lock: MigrationLock) => MaybePromise<Result>;
  readonly wait: LockWait;
  readonly isPinned: boolean;
}

async function holdLock<Result>(
  connection: Connection,
  request: MigrationLockRequest,
  use: LockUse<Result>,
): Promise<Result> {
  checkLockRequest(request);
  if (connection.inTransaction) throw insideTransaction(connection);
  const waitMs = (request.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000;
  const patience = patienceOf(connection, { waitMs, ...use.wait });
  const hold = {
    keys: lockKeys(request.lockScope, request.tables ?? []),
    isPinned: use.isPinned,
    poll: polling(connection, { waitMs, ...use.wait }),
  };
  return migrationDialect(connection.dialect).hold(connection, hold, async (holder) => {
    await ensureBookkeeping(connection);
    return runUnderLock(connection, await poll(() => recordLock(connection, request, holder), patience), use);
  });
}

function polling(connection: Connection, wait: LockWait & { readonly waitMs: number }) {
  return async (tryOnce: () => Promise<boolean>): Promise<void> => {
    await poll(async () => (await tryOnce()) || undefined, patienceOf(connection, wait));
  };
}

function patienceOf(connection: Connection, wait: LockWait & { readonly waitMs: number }): Patience {
  const timeoutError = async (cause: unknown) =>
    lockTimeout(connection, wait.waitMs, await readActiveLocks(connection).catch(() => []), cause);
  return { ...wait, timeoutError };
}

async function runUnderLock<Result>(connection: Connection, lock: ActiveLock, use: LockUse<Result>): Promise<Result> {
  try {
    const own = ownLock(connection, lock);
    return await (use.isPinned ? underOuterLock(connection, own, async () => use.body(own)) : use.body(own));
  } finally {
    // The note of one who is gone is removed by the next one.
    await removeLock(connection, lock.fencingToken).catch(() => undefined);
  }
}

function ownLock(connection: Connection, lock: ActiveLock): MigrationLock {
  const assertHeld = async (): Promise<void> => {
    if (!(await isRecorded(connection, lock.fencingToken))) throw lockLost(connection, lock.operationDescription);
  };
  return Object.freeze({ ...lock, assertHeld });
}

function insideTransaction(connection: Connection): Error {
  return migrationErrors.create("INSIDE_TRANSACTION", {
    message: `A migration lock on ${connection.target} was asked for inside a transaction`,
    why: "the lock would outlive a transaction that is undone, and others would wait for the transaction",
    fix: "take the lock first, and open transactions under it",
  });
}
