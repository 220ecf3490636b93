import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@dataflow/testing";
import pg from "pg";
import { createUserTable } from "./user-model.ts";

/** New databases with a table of users, removed at the end. */
export interface UserDatabases {
  /** How the databases are set up, as far as it matters for the figures. */
  readonly facts: string;
  /** The fastest statement that removes all users. */
  readonly emptyTable: string;
  /** A new database with an empty table: what DataFlow opens, and what the plain driver opens. */
  create(): Promise<{ readonly url: string; readonly plain: string }>;
  close(): Promise<void>;
}

/** Files in a folder of their own. */
export async function sqliteDatabases(): Promise<UserDatabases> {
  const folder = await mkdtemp(join(tmpdir(), "dataflow-bench-"));
  let count = 0;
  return {
    facts: "Files; write-ahead log, synchronous = NORMAL.",
    emptyTable: "DELETE FROM users",
    create: async () => {
      count += 1;
      const file = join(folder, `users${count}.db`);
      const url = `sqlite:///${file}`;
      await createUserTable(url);
      return { url, plain: file };
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Databases of one server, thrown away at the end; the server of DATAFLOW_TEST_PG_URL when that is set. */
export async function postgresDatabases(): Promise<UserDatabases> {
  const server = await startPostgres({ durable: true });
  const facts = await serverFacts(server.url());
  return {
    facts,
    emptyTable: "TRUNCATE users",
    create: async () => {
      const url = await server.createDatabase();
      await createUserTable(url);
      return { url, plain: url };
    },
    close: () => server.stop(),
  };
}

async function serverFacts(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ version: string; fsync: string; commit: string }>(
    `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
            current_setting('synchronous_commit') AS commit`,
  );
  await client.end();
  const { version = "", fsync = "", commit = "" } = rows[0] ?? {};
  const hint =
    fsync === "off" ? " Without fsync the server answers sooner, so ratios are higher than in production." : "";
  return `PostgreSQL ${version.split(" ")[0]}; fsync = ${fsync}, synchronous_commit = ${commit}.${hint}`;
}
