import { type Connection, connect } from "@dataflow/database";
import { type PostgresServer, startPostgres } from "@dataflow-tooling/vitest";
import type { WithDatabase } from "./run-pairs.fixture.ts";

/** A server for databases that live no longer than what is done to them: thousands of pairs would fill the memory. */
export interface ShortLivedDatabases {
  readonly withDatabase: WithDatabase;
  close(): Promise<void>;
}

/** Starts the server: of the major version that `DATAFLOW_TEST_PG_MAJOR` names, or any. */
export async function shortLivedDatabases(): Promise<ShortLivedDatabases> {
  const version = process.env.DATAFLOW_TEST_PG_MAJOR;
  const server: PostgresServer = await startPostgres(version === undefined ? {} : { version });
  const admin = connect(server.url());
  return {
    async withDatabase(body) {
      const url = await server.createDatabase();
      try {
        return await use(connect(url), body);
      } finally {
        await admin.run(`DROP DATABASE "${new URL(url).pathname.slice(1)}" WITH (FORCE)`);
      }
    },
    async close() {
      await admin.close();
      await server.stop();
    },
  };
}

/** Opens nothing but memory. */
export const withMemory: WithDatabase = (body) => use(connect("sqlite::memory:"), body);

async function use<Result>(connection: Connection, body: (connection: Connection) => Promise<Result>): Promise<Result> {
  try {
    return await body(connection);
  } finally {
    await connection.close();
  }
}
