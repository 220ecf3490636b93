import type { DataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { migrationErrors } from "../errors/migration-errors.ts";
import type { ActiveLock, MigrationLock, MigrationLockRequest } from "./migration-lock.ts";

/** Others were in the way for all of the time. */
export function lockTimeout(
  connection: Connection,
  waitMs: number,
  holders: readonly ActiveLock[],
  cause?: unknown,
): DataFlowError {
  const who = holders.map(
    ({ operationDescription, acquiredAt, host }) => `"${operationDescription}" since ${acquiredAt} on ${host}`,
  );
  return migrationErrors.create("LOCK_TIMEOUT", {
    message: `The migration lock of ${connection.target} could not be had within ${waitMs} ms${who.length === 0 ? "" : `; it is held for ${who.join(", ")}`}`,
    why: "another process is changing the schema, or a long transaction holds a table that the change needs",
    fix: "try again; if it lasts, look at getActiveLocks() and for long transactions in the database, or wait longer",
    meta: { holders: holders.map(({ lockId }) => lockId) },
    cause,
  });
}

/** What is asked for under a lock needs more than that lock. */
export function lockTooNarrow(
  connection: Connection,
  held: MigrationLock,
  request: MigrationLockRequest,
): DataFlowError {
  return migrationErrors.create("LOCK_TOO_NARROW", {
    message: `The lock "${request.lockScope}" on ${connection.target} was asked for under the lock "${held.scope}" for "${held.operationDescription}"`,
    why: "the outer lock does not cover it, and would be waited for by whoever holds it",
    fix: `take the outer lock with lockScope "schema_modification"`,
    meta: { held: held.scope, wanted: request.lockScope },
  });
}

/** The lock went to somebody else while this process believed to have it. */
export function lockLost(connection: Connection, description: string): DataFlowError {
  return migrationErrors.create("LOCK_LOST", {
    message: `The migration lock on ${connection.target} for "${description}" is not held any more`,
    why: "the connection that held it has ended, so another process may be changing the schema by now; nothing of this step was kept",
    fix: "start the migration again: it goes on where it was",
  });
}
