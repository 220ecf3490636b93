import { setTimeout as sleep } from "node:timers/promises";
import { withClient } from "../postgres/scratch-database.ts";

/** A session of a database server, as the server sees it. */
export interface ServerSession {
  readonly processId: number;
  /** `"active"`, `"idle"`, `"idle in transaction"`, …; null when this user may not know. */
  readonly state: string | null;
  readonly application: string;
  /** What it waits for: `"Lock"`, `"Client"`, …; null when it does not wait. */
  readonly waitsFor: string | null;
}

/** Which sessions. What is left out does not matter. */
export interface SessionFilter {
  readonly state?: string;
  readonly application?: string;
}

const SESSIONS = `
  SELECT pid, state, application_name AS application, wait_event_type AS waits
  FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    AND ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR application_name = $2)`;

const LIMIT_MS = 10_000;
const PAUSE_MS = 10;

/**
 * What the sessions of a database are doing, other than the one that asks: whether one idles in a transaction, for example.
 *
 * @param url the database, for somebody who may see the sessions of others
 * @param filter which sessions
 * @returns the sessions that are there now
 * @example
 * ```ts
 * import { serverSessions } from "@dataflow/testing/faults";
 *
 * const isStuck = async (url: string) => (await serverSessions(url, { state: "idle in transaction" })).length > 0;
 * ```
 */
export async function serverSessions(url: string, filter: SessionFilter = {}): Promise<readonly ServerSession[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{
      pid: number;
      state: string | null;
      application: string;
      waits: string | null;
    }>(SESSIONS, [filter.state ?? null, filter.application ?? null]);
    return rows.map(({ pid, state, application, waits }) => ({ processId: pid, state, application, waitsFor: waits }));
  });
}

/**
 * Ends sessions of a database, as an administrator or a failover does, and waits until they are gone.
 *
 * @param url the database, for somebody who may end the sessions of others
 * @param filter which sessions; by default all but the one that asks
 * @returns how many there were
 * @throws Error when they are still there after ten seconds
 * @example
 * ```ts
 * import { terminateSessions } from "@dataflow/testing/faults";
 *
 * const endAll = (url: string) => terminateSessions(url, { application: "shop" });
 * ```
 */
export async function terminateSessions(url: string, filter: SessionFilter = {}): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ pid: number }>(SESSIONS, [filter.state ?? null, filter.application ?? null]);
    const processes = rows.map(({ pid }) => pid);
    await client.query("SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid", [processes]);
    const giveUpAt = Date.now() + LIMIT_MS;
    for (;;) {
      const left = await client.query("SELECT 1 FROM pg_stat_activity WHERE pid = ANY ($1::int[])", [processes]);
      if (left.rowCount === 0) return processes.length;
      if (Date.now() > giveUpAt) throw new Error(`${left.rowCount} sessions are still there after ${LIMIT_MS} ms`);
      await sleep(PAUSE_MS);
    }
  });
}
