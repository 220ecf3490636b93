/**
 * Locks of migrations are advisory locks of one session. They are asked for again and again (polled), each time in a
 * statement of its own: one that waits inside the server would hold a snapshot, and `CREATE INDEX CONCURRENTLY` of the
 * lock's holder waits for snapshots, which is a deadlock. They end with their server process, whatever ends it.
 */
import type { Connection } from "@dataflow/database";
import { migrationErrors } from "../../errors/migration-errors.ts";
import type { LockKeys } from "../../lock/lock-keys.ts";
import type { HoldRequest, LockHolder } from "../migration-dialect.ts";

/** Sets our locks apart from those of other programs in the same database: the bytes of "dfmg". */
export const LOCK_CLASS = 0x64666d67;

/** An advisory lock by its function's suffix and the expression of its key. */
interface AdvisoryLock {
  readonly suffix: "" | "_shared";
  /** The table; null is everything. */
  readonly table: string | null;
}

const KEY = `${LOCK_CLASS}, coalesce(hashtext($1::text), 0)`;
const SELF = `SELECT pid AS process, to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS since
  FROM pg_stat_activity WHERE pid = pg_backend_pid()`;

export function holdKeys<Result>(
  connection: Connection,
  request: HoldRequest,
  body: (holder: LockHolder) => Promise<Result>,
): Promise<Result> {
  return connection.session(async () => {
    const holder = await ownProcess(connection);
    // A client that is gone is noticed while a statement runs, too, so that its locks do not outlive it for long.
    await connection.run(NOTICE_LOST_CLIENTS);
    const locks = advisoryLocks(request.keys);
    await request.poll(() => tryAll(connection, locks));
    await assertKept(connection, holder);
    try {
      return await body(holder);
    } finally {
      // A lost connection has lost its locks too; the session ends with the body in any case.
      await releaseAll(connection, locks).catch(() => undefined);
    }
  });
}

/** Not every operating system lets a server ask; then it finds out when it answers. */
const NOTICE_LOST_CLIENTS = `DO $$ BEGIN
  SET client_connection_check_interval = '1s';
EXCEPTION WHEN OTHERS THEN NULL; END $$`;

function advisoryLocks(keys: LockKeys): readonly AdvisoryLock[] {
  const suffix = (mode: "shared" | "exclusive") => (mode === "shared" ? "_shared" : "");
  return [
    { suffix: suffix(keys.everything), table: null },
    ...keys.tables.map((table) => ({ suffix: suffix(keys.tableMode), table }) as const),
  ];
}

async function tryAll(connection: Connection, locks: readonly AdvisoryLock[]): Promise<boolean> {
  const got: AdvisoryLock[] = [];
  for (const lock of locks) {
    const { rows } = await connection.query(`SELECT pg_try_advisory_lock${lock.suffix}(${KEY}) AS got`, [lock.table]);
    if (rows[0]?.got !== true) {
      await releaseAll(connection, got);
      return false;
    }
    got.push(lock);
  }
  return true;
}

async function releaseAll(connection: Connection, locks: readonly AdvisoryLock[]): Promise<void> {
  for (const lock of locks.toReversed()) {
    await connection.query(`SELECT pg_advisory_unlock${lock.suffix}(${KEY})`, [lock.table]);
  }
}

async function ownProcess(connection: Connection): Promise<LockHolder> {
  const { rows } = await connection.query(SELF);
  return { process: Number(rows[0]?.process), since: String(rows[0]?.since) };
}

/** Behind a pooler that lends servers per transaction, the session is a different one with every statement. */
async function assertKept(connection: Connection, holder: LockHolder): Promise<void> {
  const { rows } = await connection.query(
    "SELECT pg_backend_pid() AS process, count(*) AS locks FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND classid = $1",
    [LOCK_CLASS],
  );
  if (rows[0]?.process === holder.process && Number(rows[0]?.locks) > 0) return;
  throw migrationErrors.create("POOLED_CONNECTION", {
    message: `The connection to ${connection.target} is not the same one from statement to statement`,
    why: "a pooler lends connections for single transactions, and a lock taken on one of them would stay behind on it",
    fix: "give migrations a URL that leads to the server itself, or a pooler that lends connections for whole sessions",
  });
}

const LIVING = `SELECT DISTINCT a.pid AS process, to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS since
  FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
  WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())`;

/** By the server's own lists, never by the clock. The start of a process of another user may be hidden. */
export async function livingHolders(
  connection: Connection,
  holders: readonly LockHolder[],
): Promise<readonly LockHolder[]> {
  const { rows } = await connection.query(LIVING, [LOCK_CLASS]);
  return holders.filter((holder) =>
    rows.some(({ process, since }) => process === holder.process && (since === null || since === holder.since)),
  );
}
