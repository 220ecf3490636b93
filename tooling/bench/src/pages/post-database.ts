import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { queryTable } from "@dataflow/query";
import { startPostgres } from "@dataflow/testing";
import Database from "better-sqlite3";
import pg from "pg";

/** The table whose pages are read. */
export const POSTS = queryTable({
  name: "posts",
  columns: [
    { name: "id", type: { kind: "integer" }, nullable: false },
    { name: "views", type: { kind: "integer" }, nullable: false },
    { name: "status", type: { kind: "text" }, nullable: false },
    { name: "note", type: { kind: "text" }, nullable: true },
    { name: "body", type: { kind: "text" }, nullable: false },
  ],
  primaryKey: { columns: ["id"] },
  uniques: [],
  foreignKeys: [],
  indexes: [],
});

export const POST_COUNT = 300_000;

/** A database with many posts, reached by its plain driver alone. */
export interface PostDatabase {
  readonly name: string;
  readonly dialect: "postgres" | "sqlite";
  /** A statement that the database keeps prepared; its rows come as lists. */
  prepare(text: string): (values: readonly unknown[]) => unknown;
  close(): Promise<void>;
}

/** The order of each index; nulls are where the indexes of models have them. */
const INDEXES = ["views, id", "status, id", "status, id DESC", "note FIRST, id", "note DESC LAST, id"];

function setUp(isServer: boolean): readonly string[] {
  const text = isServer ? 'text COLLATE "C"' : "text";
  const numbers = isServer
    ? `generate_series(1, ${POST_COUNT}) AS n(i)`
    : `(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${POST_COUNT}) SELECT i FROM n)`;
  // As texts they are spread over the table, as values mostly are.
  const note =
    "CASE WHEN i % 3 = 0 THEN NULL ELSE 'n' || substr(CAST(10000000 + i % 1000 * 1000 + i / 1000 AS text), 2) END";
  return [
    `CREATE TABLE posts (id integer PRIMARY KEY, views integer NOT NULL, status ${text} NOT NULL, note ${text}, body text NOT NULL)`,
    `INSERT INTO posts SELECT i, i, 's' || (i % 4), ${note}, 'a body of some sixty characters, as posts have one at the least' FROM ${numbers}`,
    ...INDEXES.map((keys) => `CREATE INDEX ON posts (${keys.replace(/ (FIRST|LAST)/g, isServer ? " NULLS $1" : "")})`),
    isServer ? "VACUUM ANALYZE posts" : "ANALYZE posts",
  ];
}

/** A file of its own. */
export async function sqlitePosts(): Promise<PostDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "dataflow-bench-"));
  const database = new Database(join(folder, "posts.db"));
  database.pragma("synchronous = OFF");
  for (const [number, text] of setUp(false).entries()) {
    database.exec(text.replace("INDEX ON", `INDEX posts_${number} ON`));
  }
  return {
    name: "SQLite",
    dialect: "sqlite",
    prepare: (text) => {
      const statement = database.prepare(text).raw();
      return (values) => statement.all(...values);
    },
    close: async () => {
      database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A database of a server that is thrown away, or of the one that DATAFLOW_TEST_PG_URL names. */
export async function postgresPosts(): Promise<PostDatabase> {
  const server = await startPostgres();
  const client = new pg.Client({ connectionString: await server.createDatabase() });
  await client.connect();
  for (const text of setUp(true)) await client.query(text);
  let count = 0;
  return {
    name: "PostgreSQL",
    dialect: "postgres",
    prepare: (text) => {
      let place = 0;
      const config = {
        name: `page${++count}`,
        text: text.replace(/\?/g, () => `$${++place}`),
        rowMode: "array",
      } as const;
      return (values) => client.query({ ...config, values: [...values] });
    },
    close: async () => {
      await client.end();
      await server.stop();
    },
  };
}
