import { AsyncVariable, type Connection } from "@dataflow/database";
import { lockTooNarrow } from "./lock-errors.ts";
import { excludeEachOther, lockKeys } from "./lock-keys.ts";
import type { MigrationLock, MigrationLockRequest } from "./migration-lock.ts";

/** A lock that the caller runs under, and who uses it just now. */
interface OuterLock {
  readonly connection: Connection;
  readonly lock: MigrationLock;
  last: Promise<unknown>;
}

const outer = new AsyncVariable<OuterLock>();

/**
 * Runs `body` so that locks that are asked for in it are this one where it covers them: whoever has the whole schema has
 * every part of it, and a lock that waits for itself would wait for ever.
 *
 * @param connection the database
 * @param lock a lock held by this connection
 * @param body what runs under it
 * @returns what `body` gave
 */
export function underOuterLock<Result>(
  connection: Connection,
  lock: MigrationLock,
  body: () => Promise<Result>,
): Promise<Result> {
  return outer.run({ connection, lock, last: Promise.resolve() }, body);
}

/**
 * Uses the lock that the caller runs under, if there is one that covers what is asked for.
 *
 * @param connection the database
 * @param request what is asked for
 * @param body what needs a lock
 * @returns what `body` gave, as a promise; undefined when the caller runs under no lock that has to do with it
 * @throws MIGRATION.LOCK_TOO_NARROW when the caller's own lock would be in the way for ever
 */
export function withOuterLock<Result>(
  connection: Connection,
  request: MigrationLockRequest,
  body: (lock: MigrationLock) => Result | Promise<Result>,
): Promise<Result> | undefined {
  const held = outer.value;
  if (held === undefined || held.connection !== connection) return undefined;
  if (!covers(held.lock, request)) {
    const [own, wanted] = [held.lock, request].map(keysOf);
    if (own === undefined || wanted === undefined || !excludeEachOther(own, wanted)) return undefined;
    throw lockTooNarrow(connection, held.lock, request);
  }
  // Of two that ask at the same time one has it and the other waits, as with any lock.
  const turn = held.last
    .catch(() => undefined)
    .then(() => underOuterLock(connection, held.lock, async () => body(held.lock)));
  held.last = turn;
  return turn;
}

type Locked = Pick<MigrationLock, "scope" | "tables"> | Pick<MigrationLockRequest, "lockScope" | "tables">;

function keysOf(locked: Locked) {
  return lockKeys("scope" in locked ? locked.scope : locked.lockScope, locked.tables ?? []);
}

function covers(lock: MigrationLock, request: MigrationLockRequest): boolean {
  if (lock.scope === "schema_modification") return true;
  if (lock.scope !== request.lockScope) return false;
  return (request.tables ?? []).every((table) => lock.tables.includes(table));
}
