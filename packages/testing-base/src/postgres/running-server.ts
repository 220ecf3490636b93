import { testingErrors } from "../errors/testing-errors.ts";
import { isVersion } from "./postgres-programs.ts";
import type { PostgresServer } from "./postgres-server.ts";
import {
  createScratchDatabase,
  dropAbandonedDatabases,
  dropScratchDatabase,
  urlOfDatabase,
  withClient,
} from "./scratch-database.ts";

/**
 * Uses a server that is already running. Only databases made here are ever touched: by this run, or by one that was
 * killed.
 *
 * @param url the server, with a user who may create databases
 * @param version the wanted version, or undefined for any
 * @returns the server
 * @throws TESTING.UNREACHABLE_SERVER when it does not answer
 * @throws TESTING.NO_POSTGRES when its version is another one
 */
export async function useRunningServer(url: string, version: string | undefined): Promise<PostgresServer> {
  const facts = await askForFacts(url);
  if (!isVersion(facts.version, version)) {
    throw testingErrors.create("NO_POSTGRES", {
      message: `the server of DATAFLOW_TEST_PG_URL is PostgreSQL ${facts.version}, not ${version}`,
      why: "a test asks for that version",
      fix: "name a server of that version, or unset the variable to use one of this machine",
    });
  }
  await dropAbandonedDatabases(url);
  const made: string[] = [];
  return Object.freeze({
    url: (database = "postgres") => urlOfDatabase(url, database),
    createDatabase: async () => {
      const created = await createScratchDatabase(url);
      made.push(created);
      return created;
    },
    ...facts,
    stop: async () => {
      for (const created of made.splice(0)) await dropScratchDatabase(created);
    },
  });
}

async function askForFacts(url: string): Promise<{ readonly version: string; readonly dataDirectory: string }> {
  try {
    return await withClient(url, async (client) => {
      const { rows } = await client.query<{ version: string; folder: string | null }>(
        `select split_part(current_setting('server_version'), ' ', 1) as version,
                case when pg_has_role(current_user, 'pg_read_all_settings', 'member') then current_setting('data_directory') end as folder`,
      );
      return { version: rows[0]?.version ?? "", dataDirectory: rows[0]?.folder ?? "" };
    });
  } catch (cause) {
    throw testingErrors.create("UNREACHABLE_SERVER", {
      message: "the server of DATAFLOW_TEST_PG_URL does not answer",
      why:
        cause instanceof Error && "code" in cause
          ? `connecting failed with ${String(cause.code)}`
          : "connecting failed",
      fix: "start it, correct the URL, or unset the variable to use a server of this machine",
      cause,
    });
  }
}
