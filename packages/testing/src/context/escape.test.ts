// Tries to leave something behind for the next test, in every way there is.
import { connect } from "@dataflow/database";
import { DataFlow } from "@dataflow/model";
import { databases } from "@dataflow-tooling/vitest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Context, escapes, models, row } from "./escapes.fixture.ts";
import { openTestDatabase, type TestDatabase } from "./test-database.ts";
import type { TestIsolation } from "./test-database-options.ts";

/** What belongs to a connection of the server, and not to a transaction. */
const SESSION = `SELECT current_setting('statement_timeout') AS timeout, (SELECT count(*) FROM pg_listening_channels())::int AS listening,
  (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())::int AS locks,
  (SELECT count(*) FROM pg_prepared_statements WHERE from_sql)::int AS prepared, (SELECT count(*) FROM pg_cursors WHERE name <> '')::int AS cursors,
  current_setting('search_path') AS path, current_user = session_user AS own, current_setting('jit') AS jit,
  pg_notification_queue_usage() AS notified, coalesce(current_setting('dataflow.test', true), '') AS custom`;

/** What a file keeps beside its tables, and what belongs to its handle. */
const HANDLE = `SELECT (SELECT user_version FROM pragma_user_version) AS version, (SELECT recursive_triggers FROM pragma_recursive_triggers) AS recursive,
  (SELECT count(*) FROM pragma_database_list WHERE name = 'beside') AS attached`;

const isolations: readonly TestIsolation[] = ["savepoint", "database"];
const cases = databases.flatMap(({ name, freshUrl }) => isolations.map((isolation) => ({ name, isolation, freshUrl })));

describe.each(cases)("tests on $name isolated by $isolation", ({ name, isolation, freshUrl }) => {
  const prepare = (db: DataFlow<typeof models>) => db.models.User.create(row("Ann"));
  const open = (url: string) => openTestDatabase({ url, models, isolation, prepare });
  /** Every way out is tried on the same one, so whatever one of them leaves is there for those after it, too. */
  let shared: TestDatabase<typeof models>;
  beforeAll(async () => {
    shared = await open(await freshUrl());
  });
  afterAll(() => shared.close());

  const seen = async ({ db }: Context) => ({
    likeIgnoresCase: (await db.connection.query("SELECT 'a' LIKE 'A' AS answer")).rows[0]?.answer,
    session: (await db.connection.query(name === "postgres" ? SESSION : HANDLE)).rows,
    users: (await db.models.User.list()).records.map((user) => user.name),
    posts: await db.models.Post.count(),
    records: await db.auditLog.count(),
    others: await Promise.all(
      ["left_over", "owns", name === "postgres" ? "_dataflow.sagas" : "_dataflow_sagas"].map((table) =>
        db.connection.query(`SELECT * FROM ${table}`).catch((error) => error.code),
      ),
    ),
  });
  const ofSession = {
    ...{ timeout: "0", listening: 0, locks: 0, prepared: 0, cursors: 0, notified: 0, custom: "" },
    ...{ path: '"$user", public', own: true, jit: "off" },
  };
  const nothing = {
    likeIgnoresCase: name === "postgres" ? false : 1,
    session: [name === "postgres" ? ofSession : { version: 0, recursive: 0, attached: 0 }],
    users: ["Ann"],
    posts: { count: 0 },
    records: { count: 1 },
    others: Array(3).fill("DATABASE.UNDEFINED_TABLE"),
  };

  it.each(Object.entries(escapes).map(([way, attempt]) => ({ way, attempt })))(
    "sees nothing of $way",
    async ({ attempt }) => {
      const beside = await shared.createContext();
      expect(await seen(beside)).toEqual(nothing);
      const context = await shared.createContext();
      await attempt(context);
      await context.close();
      expect(await seen(beside)).toEqual(nothing);
      await beside.close();
      await using next = await shared.createContext();
      expect(await seen(next)).toEqual(nothing);
      await next.models.User.create(row("b"));
      await expect(context.models.User.create(row("c"))).rejects.toMatchObject({
        code: expect.stringMatching(/CONNECTION_CLOSED|UNKNOWN_DATABASE/),
      });
    },
  );

  it("leaves the database itself as it was prepared", async () => {
    const url = await freshUrl();
    await using database = await open(url);
    for (const attempt of Object.values(escapes)) {
      await using context = await database.createContext();
      await attempt(context);
    }
    await database.close();
    await using db = new DataFlow(url, { models, tddMode: false });
    const isPrepared = name === "postgres" && isolation === "savepoint";
    expect(await db.models.User.count()).toEqual({ count: isPrepared ? 1 : 0 });
  });

  it("lets tests that run at the same time do the same", async () => {
    await using database = await open(await freshUrl());
    const many = await Promise.all(Array.from({ length: 6 }, () => database.createContext()));
    await Promise.all(
      many.map(async ({ models: { User: Users } }, at) => {
        await Users.create(row(`user${name === "postgres" && isolation === "savepoint" ? at : 0}`));
        expect(await Users.count()).toEqual({ count: 2 });
      }),
    );
    await database.close();
    await expect(database.createContext()).rejects.toMatchObject({ code: "FIXTURE.CLOSED" });
  });
});

const postgres = databases.filter(({ name }) => name === "postgres");

describe.each(postgres)("on $name", ({ freshUrl }) => {
  it("leaves no database behind, and says when it cannot be copied", async () => {
    const url = await freshUrl();
    const control = connect(url);
    await control.query("SELECT 1");
    const refused = openTestDatabase({ url, models, isolation: "database" });
    await expect(refused).rejects.toMatchObject({ code: "FIXTURE.TEMPLATE_IN_USE" });
    await control.close();
    const other = connect(await freshUrl());
    // Other test files make databases on this server, too; the names of this process's say so.
    const own = "SELECT datname FROM pg_database WHERE datname LIKE $1 ORDER BY 1";
    const databasesNow = async () => (await other.query(own, [`scratch\\_%\\_${process.pid}\\_%`])).rows;
    const before = await databasesNow();
    const database = await openTestDatabase({ url, models, isolation: "database" });
    await database.createContext();
    await (await database.createContext()).close();
    // Two in use or being dropped, and one made ahead.
    expect((await databasesNow()).length).toBeGreaterThan(before.length + 1);
    await database.close();
    expect(await databasesNow()).toEqual(before);
    await other.close();
  });
});
