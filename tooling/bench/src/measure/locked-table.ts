import { setTimeout as sleep } from "node:timers/promises";
import { isDataFlowError } from "@dataflow/all";
import { type Connection, connect } from "@dataflow/database";

/** What writers of a table met. */
export interface SeenLocks {
  readonly writes: number;
  readonly longestWriteMs: number;
  /** The longest time for which an exclusive lock was seen. */
  readonly longestLockMs: number;
}

/** A table that others write to, and whose locks are watched. */
export interface LockedTable {
  /** Forgets what was seen so far. */
  reset(): void;
  stop(): Promise<SeenLocks>;
}

const WRITERS = 2;
const PAUSE_MS = 2;
const LOOK = `SELECT 1 FROM pg_locks WHERE relation = 'users'::regclass AND mode = 'AccessExclusiveLock' AND granted LIMIT 1`;

/**
 * Starts writers of the table `users`, and one who looks for exclusive locks on it.
 *
 * @param url the database
 * @param rows how many the table has, numbered from 1
 * @returns what stops them
 */
export async function startWriters(url: string, rows: number): Promise<LockedTable> {
  const connection = connect(url, { poolSize: WRITERS + 1, busyTimeoutMs: 600_000 });
  const watch = { isOver: false, writes: 0, longestWriteMs: 0, longestLockMs: 0 };
  const timed = async (work: () => Promise<unknown>): Promise<void> => {
    const startedAt = performance.now();
    await work();
    watch.writes += 1;
    watch.longestWriteMs = Math.max(watch.longestWriteMs, performance.now() - startedAt);
  };
  const write = async (worker: number): Promise<void> => {
    for (let round = 0; !watch.isOver; round++) {
      const id = 1 + ((round * 7_919 + worker * 31_337) % rows);
      await timed(() => connection.query("UPDATE users SET balance = balance WHERE id = $1", [id]));
      await timed(() => insert(connection, rows * 2 + round * WRITERS + worker));
      await sleep(PAUSE_MS);
    }
  };
  const look = async (): Promise<void> => {
    for (let since: number | undefined; !watch.isOver; ) {
      const askedAt = performance.now();
      const isLocked = (await connection.query(LOOK)).rows.length > 0;
      if (isLocked) {
        since ??= askedAt;
        watch.longestLockMs = Math.max(watch.longestLockMs, performance.now() - since);
      } else since = undefined;
    }
  };
  await connection.ping();
  const all = Promise.all([...Array.from({ length: WRITERS }, (_, worker) => write(worker)), look()]);
  return {
    reset: () => Object.assign(watch, { writes: 0, longestWriteMs: 0, longestLockMs: 0 }),
    async stop() {
      watch.isOver = true;
      await all;
      await connection.close();
      return watch;
    },
  };
}

/** Once the column is required, a row without it is refused, and that is as fast. */
async function insert(connection: Connection, id: number): Promise<void> {
  try {
    await connection.query("INSERT INTO users (id, balance) VALUES ($1, 1)", [id]);
  } catch (error) {
    if (!isDataFlowError(error) || error.code !== "DATABASE.NOT_NULL_VIOLATION") throw error;
  }
}
