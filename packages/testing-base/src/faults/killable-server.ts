import { setTimeout as sleep } from "node:timers/promises";
import type { PostgresServer } from "../postgres/postgres-server.ts";
import { withClient } from "../postgres/scratch-database.ts";
import { startOwnServer } from "../postgres/start-postgres.ts";

const LIMIT_MS = 30_000;
const PAUSE_MS = 10;

/** A server that can be killed and started again over the same data. */
export interface KillableServer extends PostgresServer, AsyncDisposable {
  /** Ends the server without a word to anybody, and waits until it is gone. */
  kill(): Promise<void>;
  /** Starts the server that was killed, and waits until it has recovered and answers. */
  start(): Promise<void>;
}

/** Which server. */
export interface KillableServerOptions {
  /** The version or its beginning: `"15"`. Any when left out. */
  readonly version?: string;
}

/**
 * Starts a PostgreSQL of the test's own, to be killed; `DATAFLOW_TEST_PG_URL` does not matter. What it has acknowledged
 * outlives a kill, though not the end of the machine.
 *
 * @param options which version
 * @returns the running server
 * @throws TESTING.NO_POSTGRES, TESTING.POSTGRES_NOT_STARTED, TESTING.FOREIGN_SERVER
 * @example
 * ```ts
 * import { startKillableServer } from "@dataflow/testing/faults";
 *
 * await using server = await startKillableServer();
 * const url = await server.createDatabase();
 * // … begin something at the url …
 * await server.kill();
 * await server.start();
 * // … look what is there …
 * ```
 */
export async function startKillableServer({ version }: KillableServerOptions = {}): Promise<KillableServer> {
  const { server, process } = await startOwnServer(version, "acknowledged");
  const until = async (isUp: boolean): Promise<void> => {
    const giveUpAt = Date.now() + LIMIT_MS;
    while ((await answers(server.url())) !== isUp) {
      if (Date.now() > giveUpAt) throw new Error(`the server is not ${isUp ? "up" : "down"} after ${LIMIT_MS} ms`);
      await sleep(PAUSE_MS);
    }
  };
  return Object.freeze({
    ...server,
    kill: () => {
      process.tell("kill");
      return until(false);
    },
    start: () => {
      process.tell("start");
      return until(true);
    },
    [Symbol.asyncDispose]: () => server.stop(),
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    return await withClient(url, async (client) => (await client.query("SELECT 1")).rowCount === 1);
  } catch {
    return false;
  }
}
