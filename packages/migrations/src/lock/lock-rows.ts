import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Connection } from "@dataflow/database";
import type { LockHolder } from "../dialects/migration-dialect.ts";
import { migrationDialect } from "../dialects/migration-dialects.ts";
import { bookkeep } from "../history/bookkeeping-statement.ts";
import { excludeEachOther, lockKeys } from "./lock-keys.ts";
import { LOCK_SCOPES, type LockScope } from "./lock-scope.ts";
import type { ActiveLock, MigrationLockRequest } from "./migration-lock.ts";

/**
 * Notes a lock that was just had, and removes those that it shows to be over: they exclude this one, so whoever wrote
 * them has lost them. A step of theirs that is being committed is waited for.
 *
 * @returns the lock with its fencing token
 */
export async function recordLock(
  connection: Connection,
  request: MigrationLockRequest,
  holder: LockHolder,
): Promise<ActiveLock> {
  const { lockScope, tables = [], operationDescription, lockMetadata = {} } = request;
  const keys = lockKeys(lockScope, tables);
  const values = [randomUUID(), lockScope, tables, operationDescription, lockMetadata];
  const texts = values.map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
  return connection.transaction(
    async () => {
      for (const { lock } of await readRows(connection)) {
        if (!excludeEachOther(keys, lockKeys(lock.scope, lock.tables))) continue;
        await removeLock(connection, lock.fencingToken);
      }
      const { rows } = await bookkeep(
        connection,
        (at, { now }) =>
          `INSERT INTO ${at.locks} (id, scope, tables, description, metadata, process, since, host, acquired_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ${now}) RETURNING *`,
        [...texts, holder.process, holder.since, hostname()],
      );
      return lockOf(rows[0] ?? {});
    },
    { isolation: "read committed" },
  );
}

/** Removes the note of a lock. */
export async function removeLock(connection: Connection, fencingToken: number): Promise<void> {
  await bookkeep(connection, (at) => `DELETE FROM ${at.locks} WHERE token = ?`, [fencingToken]);
}

/** Whether a lock is still noted; inside a transaction it stays so until its end. */
export async function isRecorded(connection: Connection, fencingToken: number): Promise<boolean> {
  const text = `SELECT token FROM ${migrationDialect(connection.dialect).tables.locks} WHERE token = ?`;
  const { rows } = await bookkeep(connection, (_, { keepRow }) => `${text} ${keepRow}`, [fencingToken]);
  return rows.length > 0;
}

/** All locks whose holders are alive. */
export async function readActiveLocks(connection: Connection): Promise<readonly ActiveLock[]> {
  const dialect = migrationDialect(connection.dialect);
  if (!(await dialect.hasBookkeeping(connection))) return [];
  const rows = await readRows(connection);
  if (rows.length === 0) return [];
  const living = await dialect.livingHolders(
    connection,
    rows.map(({ holder }) => holder),
  );
  return Object.freeze(rows.filter(({ holder }) => living.includes(holder)).map(({ lock }) => lock));
}

interface LockRow {
  readonly lock: ActiveLock;
  readonly holder: LockHolder;
}

async function readRows(connection: Connection): Promise<readonly LockRow[]> {
  const { rows } = await bookkeep(connection, (at) => `SELECT * FROM ${at.locks} ORDER BY token`);
  return rows.map((row) => ({
    lock: lockOf(row),
    holder: { process: Number(row.process), since: String(row.since) },
  }));
}

function lockOf(row: Readonly<Record<string, unknown>>): ActiveLock {
  const tables: unknown = JSON.parse(String(row.tables));
  const metadata: unknown = JSON.parse(String(row.metadata));
  return Object.freeze({
    lockId: String(row.id),
    scope: scopeOf(row.scope),
    tables: Object.freeze(Array.isArray(tables) ? tables.map(String) : []),
    operationDescription: String(row.description),
    lockMetadata: Object.freeze(typeof metadata === "object" && metadata !== null ? { ...metadata } : {}),
    acquiredAt: String(row.acquired_at),
    host: String(row.host),
    fencingToken: Number(row.token),
  });
}

/** A scope that a later version may have written excludes everything. */
function scopeOf(value: unknown): LockScope {
  return LOCK_SCOPES.find((scope) => scope === value) ?? "schema_modification";
}
