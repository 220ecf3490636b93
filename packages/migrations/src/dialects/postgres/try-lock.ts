import type { Connection } from "@dataflow/database";

/** Sets our locks apart from those of other programs in the same database: the bytes of "dflw". */
const LOCK_CLASS = 0x64666c77;

const TRY_LOCK =
  "SELECT 1 WHERE pg_try_advisory_xact_lock($1::int, hashtext(coalesce($2::text, current_schema(), '')))";

/**
 * Tries to get the advisory locks of database schemas, without waiting. The server keys advisory locks by database by
 * itself. It is asked again and again (polled) rather than made to wait, because a waiting session holds a snapshot,
 * and `CREATE INDEX CONCURRENTLY` of the lock's holder waits for snapshots: a deadlock. The locks go with the
 * transaction, whichever way it ends, so that a killed process leaves none behind, and a pooler that hands a session
 * to several clients cannot strand one.
 *
 * @param connection the connection, inside the transaction that will make the change
 * @param schemas the database schemas; undefined is the connection's default
 * @returns whether all were free; the ones got are given back with the transaction
 */
export async function tryLock(connection: Connection, schemas: readonly (string | undefined)[]): Promise<boolean> {
  // A fixed order: two processes that want the same two schemas never hold one each, time after time.
  const names = [...new Set(schemas.map((schema) => schema ?? null))].sort();
  for (const name of names) {
    const { rows } = await connection.execute({ text: TRY_LOCK }, [LOCK_CLASS, name]);
    if (rows.length === 0) return false;
  }
  return true;
}
