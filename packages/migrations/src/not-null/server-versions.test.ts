import { type Connection, connect } from "@dataflow/database";
import { type PostgresServer, startPostgres } from "@dataflow-tooling/vitest";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { columnsOf, findBaseTable } from "../dependencies/base-table.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { rollbackMigration } from "../rollback/rollback-migration.ts";
import { NotNullColumnHandler } from "./not-null-column-handler.ts";

describe.each(["14", "18"])("required columns on PostgreSQL %s", (version) => {
  let server: PostgresServer;
  let connection: Connection;
  let handler: NotNullColumnHandler;

  beforeAll(async () => {
    server = await startPostgres({ version });
  });
  afterAll(async () => {
    await connection?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    await connection?.close();
    connection = connect(await server.createDatabase());
    handler = new NotNullColumnHandler(connection);
  });

  const notNull = async (table: string, column: string) => {
    const catalog = await readCatalog(connection);
    const found = columnsOf(catalog, findBaseTable(catalog, table)).find(({ path }) => path.at(-1) === column);
    return { notNull: found?.definition.notNull, constraint: found?.definition.notNullConstraint };
  };

  it("come to a table without a key, and to one with names that have to be quoted", async () => {
    await connection.run(
      `CREATE SCHEMA "My Schema"; CREATE TABLE "My Schema"."A ""table""" ("Id" integer, "the value" text);
       INSERT INTO "My Schema"."A ""table""" SELECT n % 3, 'v' || n FROM generate_series(1, 500) n`,
    );
    const table = { schema: "My Schema", name: 'A "table"' };
    const before = catalogFingerprint(await readCatalog(connection));
    const plan = await handler.planNotNullAddition(table, {
      name: 'new "one"',
      dataType: "integer",
      defaultType: "COMPUTED",
      defaultExpression: 'length("the value") + "Id"',
    });
    expect(plan.addition.key).toEqual(["ctid"]);
    const result = await handler.executeNotNullAddition(plan, { backfill: { batchRows: 100 } });
    expect(result).toMatchObject({ state: "applied", affectedRows: 500 });
    const wrong = `"new ""one""" IS DISTINCT FROM length("the value") + "Id"`;
    const { rows } = await connection.query(`SELECT count(*)::int AS n FROM "My Schema"."A ""table""" WHERE ${wrong}`);
    expect(rows).toEqual([{ n: 0 }]);
    await rollbackMigration(connection, result.migrationId ?? "");
    expect(catalogFingerprint(await readCatalog(connection))).toBe(before);
  });

  it("come to a table and its partitions", async () => {
    await connection.run(
      `CREATE TABLE events (id integer, kind text, PRIMARY KEY (id)) PARTITION BY RANGE (id);
       CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (1) TO (200);
       CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (200) TO (1000);
       INSERT INTO events SELECT n, 'k' || n FROM generate_series(1, 500) n`,
    );
    const plan = await handler.planNotNullAddition("events", {
      name: "label",
      dataType: "text",
      defaultType: "COMPUTED",
      defaultExpression: "upper(events.kind)",
    });
    expect((await handler.validateAdditionSafety(plan)).issues).toEqual([]);
    expect(await handler.executeNotNullAddition(plan)).toMatchObject({ affectedRows: 500 });
    for (const table of ["events", "events_1", "events_2"])
      expect(await notNull(table, "label")).toEqual({ notNull: true, constraint: undefined });
    expect((await connection.query("SELECT count(*)::int AS n FROM events WHERE label = upper(kind)")).rows).toEqual([
      { n: 500 },
    ]);
  });

  it("do not come with a type that has all rows written anew", async () => {
    await connection.run(
      "CREATE DOMAIN positive AS integer CHECK (VALUE > 0); CREATE TABLE t (id integer PRIMARY KEY); INSERT INTO t VALUES (1)",
    );
    const column = { name: "n", dataType: "positive", defaultType: "COMPUTED", defaultExpression: "id" } as const;
    const { isSafe, issues } = await handler.validateAdditionSafety(await handler.planNotNullAddition("t", column));
    expect(isSafe).toBe(false);
    expect(issues.map(({ code }) => code)).toEqual(["TYPE_REWRITES"]);
    const wrong = await handler.planNotNullAddition("t", { ...column, defaultExpression: "-id" });
    expect((await handler.validateAdditionSafety(wrong)).issues.map(({ code }) => code)).toContain("EXPRESSION_FAILS");
    const text = await handler.planNotNullAddition("t", {
      ...column,
      dataType: "integer",
      defaultExpression: "'x' || id",
    });
    expect((await handler.validateAdditionSafety(text)).issues).toMatchObject([
      { code: "STATEMENT_REFUSED", message: expect.stringContaining("another type than the column's") },
    ]);
  });

  it("do not read what is computed only after triggers have run", async () => {
    await connection.run(
      "CREATE TABLE t (id integer PRIMARY KEY, twice integer GENERATED ALWAYS AS (id * 2) STORED); INSERT INTO t VALUES (1)",
    );
    const plan = await handler.planNotNullAddition("t", {
      name: "n",
      dataType: "integer",
      defaultType: "COMPUTED",
      defaultExpression: "twice + 1",
    });
    expect((await handler.validateAdditionSafety(plan)).issues.map(({ code }) => code)).toEqual([
      "GENERATED_COLUMN_READ",
    ]);
  });

  it("wait only shortly for a transaction that is open, and let others pass", async () => {
    await connection.run("CREATE TABLE t (id integer PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 100)");
    const plan = await handler.planNotNullAddition("t", {
      name: "n",
      dataType: "integer",
      defaultType: "STATIC",
      defaultValue: 7,
    });
    const others = connect(await urlOf(connection), { poolSize: 2 });
    const retried: string[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((go) => {
      release = go;
    });
    let isRead: () => void = () => undefined;
    const reading = new Promise<void>((go) => {
      isRead = go;
    });
    const holder = others.transaction(async () => {
      await others.query("SELECT count(*) FROM t");
      isRead();
      await held;
    });
    await reading;
    const result = await handler.executeNotNullAddition(plan, {
      onProgress(event) {
        if (event.kind !== "segmentRetried") return;
        retried.push(event.errorCode);
        if (retried.length === 2) release();
      },
    });
    await holder;
    await others.close();
    expect(result.state).toBe("applied");
    expect(new Set(retried)).toEqual(new Set(["DATABASE.LOCK_TIMEOUT"]));
  });

  async function urlOf(own: Connection): Promise<string> {
    const { rows } = await own.query("SELECT current_database() AS name");
    return server.url(String(rows[0]?.name));
  }
});
