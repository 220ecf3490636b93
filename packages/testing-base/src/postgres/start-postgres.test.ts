import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dropScratchDatabase, type PostgresServer, startPostgres } from "../index.ts";
import { withClient } from "./scratch-database.ts";

async function ask(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  return withClient(url, async (client) => (await client.query(sql)).rows);
}

/** These tests are about servers of our own, so a named running server is set aside. */
const named = process.env.DATAFLOW_TEST_PG_URL;
beforeAll(() => {
  delete process.env.DATAFLOW_TEST_PG_URL;
});
afterAll(() => {
  if (named !== undefined) process.env.DATAFLOW_TEST_PG_URL = named;
});

describe("startPostgres", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  it("runs without durability, without a network port and sorts by code point", async () => {
    const rows = await ask(
      server.url(),
      `select current_setting('fsync') as fsync, current_setting('listen_addresses') as addresses,
              current_setting('server_encoding') as encoding, ('a' < 'B') as ignores_case, lower('É') as lower`,
    );
    expect(rows).toEqual([
      {
        fsync: "off",
        addresses: "",
        encoding: "UTF8",
        ignores_case: false,
        lower: process.platform === "darwin" ? "É" : "é",
      },
    ]);
  });

  it("runs with durability when asked, on a disk", async () => {
    const durable = await startPostgres({ durable: true });
    const [row] = await ask(
      durable.url(),
      "select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit",
    );
    expect(row).toEqual({ fsync: "on", commit: "on" });
    expect(durable.dataDirectory.startsWith("/dev/shm")).toBe(false);
    await durable.stop();
  });

  it("says its version and its data directory", async () => {
    const [row] = await ask(
      server.url(),
      "select current_setting('server_version') as version, current_setting('data_directory') as folder",
    );
    expect(row?.version).toMatch(new RegExp(`^${server.version}`));
    expect(row?.folder).toBe(server.dataDirectory);
  });

  it("gives databases that know nothing of each other", async () => {
    const [first, second] = await Promise.all([server.createDatabase(), server.createDatabase()]);
    await ask(first, "create table only_here (id int)");
    expect(await ask(second, "select to_regclass('only_here') as found")).toEqual([{ found: null }]);
  });

  it("drops a database that is still in use", async () => {
    const url = await server.createDatabase();
    const name = new URL(url).pathname.slice(1);
    await withClient(url, async () => {
      await dropScratchDatabase(url);
      expect(await ask(server.url(), `select 1 from pg_database where datname = '${name}'`)).toEqual([]);
    });
  });

  it("refuses to drop a database that it did not make", async () => {
    await expect(dropScratchDatabase(server.url())).rejects.toThrow(/"postgres" is not a scratch database/);
  });

  it("runs beside another server and leaves nothing of it", async () => {
    const other = await startPostgres();
    expect(other.dataDirectory).not.toBe(server.dataDirectory);
    await other.stop();
    expect(existsSync(dirname(other.dataDirectory))).toBe(false);
    expect(await ask(server.url(), "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("uses a server that is already running, and drops what it made there", async () => {
    process.env.DATAFLOW_TEST_PG_URL = server.url();
    try {
      const running = await startPostgres();
      const name = new URL(await running.createDatabase()).pathname.slice(1);
      expect(running.dataDirectory).toBe(server.dataDirectory);
      await running.stop();
      expect(await ask(server.url(), `select 1 from pg_database where datname = '${name}'`)).toEqual([]);
      await expect(startPostgres({ version: "9.6" })).rejects.toMatchObject({ code: "TESTING.NO_POSTGRES" });
    } finally {
      delete process.env.DATAFLOW_TEST_PG_URL;
    }
  });
});

describe("startPostgres, when it cannot", () => {
  it("says which versions there are", async () => {
    await expect(startPostgres({ version: "9.6" })).rejects.toMatchObject({
      code: "TESTING.NO_POSTGRES",
      message: expect.stringContaining("PostgreSQL 9.6"),
    });
  });

  it("says that a named server does not answer, without its password", async () => {
    process.env.DATAFLOW_TEST_PG_URL = "postgresql://someone:hidden-word@127.0.0.1:1/postgres";
    try {
      const problem: unknown = await startPostgres().catch((error: unknown) => error);
      expect(problem).toMatchObject({ code: "TESTING.UNREACHABLE_SERVER", why: "connecting failed with ECONNREFUSED" });
      expect(JSON.stringify(problem)).not.toContain("hidden-word");
    } finally {
      delete process.env.DATAFLOW_TEST_PG_URL;
    }
  });
});

describe("a process that is killed", () => {
  it("leaves neither a server nor a folder", async () => {
    const { child, dataDirectory } = await startInChild();
    const serverId = Number.parseInt(readFileSync(join(dataDirectory, "postmaster.pid"), "utf8"), 10);
    expect(isAlive(serverId)).toBe(true);
    child.kill("SIGKILL");
    await once(child, "exit");
    await until(() => !isAlive(serverId) && !existsSync(dirname(dataDirectory)));
  });

  it("leaves nothing either while it still makes the files of its server", async () => {
    // Nobody may enter this folder, so there is no template and the files take long.
    const templates = await mkdtemp(join(tmpdir(), "templates-"));
    const child = spawnStart({ DATAFLOW_TEST_PG_TEMPLATES: templates });
    let folder: string | undefined;
    await until(() => {
      folder = folderOfChild(child.pid);
      return folder !== undefined && existsSync(join(folder, "data"));
    });
    child.kill("SIGKILL");
    await once(child, "exit");
    await until(() => !existsSync(String(folder)) && !processes().includes(String(folder)));
    await rm(templates, { recursive: true });
  });

  it("leaves databases on a named server until the next run, which drops no other ones", async () => {
    const server = await startPostgres();
    process.env.DATAFLOW_TEST_PG_URL = server.url();
    try {
      const killed = await startInChild();
      const [left, alive] = [nameOf(killed.database), nameOf(await (await startPostgres()).createDatabase())];
      killed.child.kill("SIGKILL");
      await once(killed.child, "exit");
      const ofAnotherHost = left.replace(/^scratch_.{12}/, "scratch_0123456789ab");
      const [inUse, ofSomebody] = [left.replace(/.{16}$/, "0123456789abcdef"), "scratch_of_somebody"];
      for (const name of [ofAnotherHost, inUse, ofSomebody]) await ask(server.url(), `create database ${name}`);
      expect(await scratchDatabases(server)).toEqual([left, alive, ofAnotherHost, inUse, ofSomebody].sort());
      await withClient(server.url(inUse), () => startPostgres());
      expect(await scratchDatabases(server)).toEqual([alive, ofAnotherHost, inUse, ofSomebody].sort());
      await startPostgres();
      expect(await scratchDatabases(server)).toEqual([alive, ofAnotherHost, ofSomebody].sort());
    } finally {
      delete process.env.DATAFLOW_TEST_PG_URL;
      await server.stop();
    }
  });
});

interface Started<Child> {
  readonly child: Child;
  readonly database: string;
  readonly dataDirectory: string;
}

function spawnStart(environment: NodeJS.ProcessEnv = {}) {
  const fixture = join(import.meta.dirname, "start-postgres.fixture.ts");
  return spawn(process.execPath, ["--conditions=@dataflow/source", "--import", "tsx", fixture], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...environment },
  });
}

function processes(): string {
  return execFileSync("ps", ["-A", "-o", "ppid=,args="], { encoding: "utf8" });
}

/** The folder of the server that a process is about to start. */
function folderOfChild(id: number | undefined): string | undefined {
  return new RegExp(`^ *${id} sh .*? (/\\S*/dataflow-pg-\\w+) `, "ms").exec(processes())?.[1];
}

async function startInChild() {
  const child = spawnStart();
  const [text] = await once(child.stdout.setEncoding("utf8"), "data");
  return { child, ...JSON.parse(String(text)) } as Started<typeof child>; // written by the fixture
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

async function scratchDatabases(server: PostgresServer): Promise<readonly unknown[]> {
  const rows = await ask(server.url(), "select datname as name from pg_database where datname like 'scratch%'");
  return rows.map(({ name }) => name).sort();
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(holds: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > giveUpAt) throw new Error("it did not come true within 20 s");
    await delay(25);
  }
}
