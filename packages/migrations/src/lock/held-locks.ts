import { AsyncLocalStorage } from "node:async_hooks";
import type { Connection } from "@dataflow/database";
import type { MigrationLock } from "./migration-lock.ts";

/** A lock on everything that the caller runs under, and who uses it just now. */
interface OuterLock {
  readonly connection: Connection;
  readonly lock: MigrationLock;
  last: Promise<unknown>;
}

const outer = new AsyncLocalStorage<OuterLock>();

/**
 * Runs `body` so that locks that are asked for in it are this one: whoever has the whole schema has every part of it, and
 * a lock that waits for itself would wait for ever.
 *
 * @param connection the database
 * @param lock a lock on the whole schema, held by this connection
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
 * Uses the lock that the caller runs under, if there is one.
 *
 * @param connection the database
 * @param body what needs a lock
 * @returns what `body` gave, as a promise; undefined when the caller runs under no lock
 */
export function withOuterLock<Result>(
  connection: Connection,
  body: (lock: MigrationLock) => Result | Promise<Result>,
): Promise<Result> | undefined {
  const held = outer.getStore();
  if (held === undefined || held.connection !== connection) return undefined;
  // Of two that ask at the same time one has it and the other waits, as with any lock.
  const turn = held.last
    .catch(() => undefined)
    .then(() => underOuterLock(connection, held.lock, async () => body(held.lock)));
  held.last = turn;
  return turn;
}
