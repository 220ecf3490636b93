import { AsyncLocalStorage } from "node:async_hooks";
import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { columnsOf, findBaseTable } from "../dependencies/base-table.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { rollbackMigration } from "../rollback/rollback-migration.ts";
import type { NotNullColumn } from "./not-null-column.ts";
import { NotNullColumnHandler } from "./not-null-column-handler.ts";

const ROWS = 300;
/** Out of the session and the transaction that progress is told in. */
const outside = AsyncLocalStorage.snapshot();
const NUMBERS = `WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${ROWS})`;
const SET_UP = [
  "CREATE TABLE regions (id integer PRIMARY KEY, label varchar(20), code integer UNIQUE)",
  "INSERT INTO regions VALUES (1, 'north', 7), (2, 'south', 8), (3, NULL, 9)",
  "CREATE TABLE users (id integer PRIMARY KEY, balance integer NOT NULL, region integer, note varchar(200))",
  `INSERT INTO users ${NUMBERS} SELECT n, n * 100, 1 + n % 2, 'note ' || n FROM s`,
];

describe.each(databases)("a required column on $name", ({ name, freshUrl }) => {
  let url: string;
  let connection: Connection;
  let handler: NotNullColumnHandler;

  beforeEach(async () => {
    url = await freshUrl();
    connection = connect(url);
    for (const sql of SET_UP) await connection.run(sql);
    handler = new NotNullColumnHandler(connection);
  });
  afterEach(() => connection.close());

  const isServer = name === "postgres";
  const add = async (column: NotNullColumn) => {
    const plan = await handler.planNotNullAddition("users", column);
    const validation = await handler.validateAdditionSafety(plan);
    expect(validation.issues).toEqual([]);
    return { plan, result: await handler.executeNotNullAddition(plan) };
  };
  const definition = async (column: string) => {
    const catalog = await readCatalog(connection);
    const found = columnsOf(catalog, findBaseTable(catalog, "users")).find(({ path }) => path.at(-1) === column);
    return found?.definition;
  };
  const left = async () =>
    (await readCatalog(connection)).objects.filter(({ kind }) => kind === "trigger" || kind === "function");
  const one = async (sql: string) => (await connection.query(sql)).rows[0];

  const cases: readonly (readonly [NotNullColumn, readonly [sql: string, row: object]])[] = [
    [
      { name: "status", dataType: "varchar(20)", defaultType: "STATIC", defaultValue: "it's active" },
      ["SELECT count(*) AS n FROM users WHERE status = 'it''s active'", { n: ROWS }],
    ],
    [
      {
        name: "tier",
        dataType: "varchar(10)",
        defaultType: "COMPUTED",
        defaultExpression: "CASE WHEN balance > 10000 THEN 'premium' ELSE 'standard' END",
      },
      [
        "SELECT count(*) AS n FROM users WHERE tier = CASE WHEN balance > 10000 THEN 'premium' ELSE 'standard' END",
        { n: ROWS },
      ],
    ],
    [
      { name: "created_at", dataType: "timestamp", defaultType: "FUNCTION", defaultExpression: "CURRENT_TIMESTAMP" },
      ["SELECT count(created_at) AS n FROM users", { n: ROWS }],
    ],
    [
      {
        name: "token",
        dataType: isServer ? "uuid" : "text",
        defaultType: "FUNCTION",
        defaultExpression: isServer ? "gen_random_uuid()" : "lower(hex(randomblob(16)))",
      },
      ["SELECT count(DISTINCT token) AS n FROM users", { n: ROWS }],
    ],
    [
      {
        name: "size",
        dataType: "varchar(10)",
        defaultType: "CONDITIONAL",
        conditions: [
          { when: "balance < 1000", value: "small" },
          { when: "users.balance < 2000", value: { expression: "upper('medium')" } },
        ],
        otherwise: "large",
      },
      [
        "SELECT count(*) AS n FROM users WHERE size = CASE WHEN balance < 1000 THEN 'small' WHEN balance < 2000 THEN 'MEDIUM' ELSE 'large' END",
        { n: ROWS },
      ],
    ],
    [
      { name: "number", dataType: "bigint", defaultType: "SEQUENCE", sequence: { start: 100, increment: 10 } },
      [
        "SELECT count(DISTINCT number) AS n, CAST(min(number) AS integer) AS first, CAST(max(number) AS integer) AS last FROM users",
        { n: ROWS, first: 100, last: 100 + (ROWS - 1) * 10 },
      ],
    ],
    [
      {
        name: "area",
        dataType: "varchar(20)",
        defaultType: "FOREIGN_KEY",
        lookup: { table: "regions", column: "label", on: { id: "region" } },
      },
      ["SELECT count(*) AS n FROM users u JOIN regions r ON r.id = u.region AND r.label = u.area", { n: ROWS }],
    ],
  ];

  it.each(cases)("$name by $defaultType", async (column, [sql, row]) => {
    const { plan, result } = await add(column);
    expect(result).toMatchObject({ success: true, state: "applied", isResumed: false });
    expect(await definition(column.name)).toMatchObject({ notNull: true });
    expect(await one(sql)).toEqual(row);
    expect(await left()).toEqual([]);
    expect(plan.estimatedDurationMs).toBeTypeOf("number");
    expect(plan.riskAssessment.riskFactors.every(({ evidence }) => evidence.length > 0)).toBe(true);
    expect(await handler.executeNotNullAddition(plan)).toMatchObject({ state: "alreadyApplied", steps: [] });
  });

  it("touches no row for a constant, and says that it need not", async () => {
    const { plan, result } = await add({
      name: "flag",
      dataType: "boolean",
      defaultType: "STATIC",
      defaultValue: false,
    });
    expect(plan.executionStrategy).toBe("SINGLE_STEP");
    expect(plan.riskAssessment.riskLevel).toBe("LOW");
    expect(result.affectedRows).toBe(0);
    expect(await definition("flag")).toMatchObject({ notNull: true, default: isServer ? "false" : "0" });
  });

  it("keeps a default only if that is wanted", async () => {
    await add({ name: "flag", dataType: "integer", defaultType: "STATIC", defaultValue: 5, keepDefault: false });
    expect(await definition("flag")).toEqual({ type: "integer", notNull: true });
    expect(await one("SELECT CAST(sum(flag) AS integer) AS n FROM users")).toEqual({ n: 5 * ROWS });
    await add({ name: "at", dataType: "timestamp", defaultType: "FUNCTION", defaultExpression: "CURRENT_TIMESTAMP" });
    expect((await definition("at"))?.default).toMatch(/current_timestamp/i);
  });

  it("covers rows that are written while it runs, in batches", async () => {
    const plan = await handler.planNotNullAddition("users", {
      name: "tier",
      dataType: "varchar(10)",
      defaultType: "COMPUTED",
      defaultExpression: "CASE WHEN balance > 10000 THEN 'premium' ELSE 'standard' END",
    });
    const others = connect(url);
    await others.ping();
    const writes: Promise<number>[] = [];
    // Rows that come when all is done are refused without a value, and nothing else is.
    const write = (sql: string): Promise<number> =>
      outside(() => others.query(sql)).then(
        () => (sql.startsWith("INSERT") ? 1 : 0),
        (error: unknown) => {
          expect(error).toMatchObject({ code: "DATABASE.NOT_NULL_VIOLATION" });
          return 0;
        },
      );
    let batches = 0;
    const result = await handler.executeNotNullAddition(plan, {
      backfill: { batchRows: 50, batchMs: 1_000, pauseRatio: 0 },
      onProgress(event) {
        if (event.kind !== "backfill") return;
        batches = event.batches;
        // Before the place of the batches, where they do not come by again.
        const id = -event.batches;
        writes.push(
          write(`INSERT INTO users (id, balance) VALUES (${id}, ${id * -5000})`),
          write(`UPDATE users SET note = 'changed' WHERE id = ${ROWS - event.batches}`),
        );
      },
    });
    const inserted = (await Promise.all(writes)).reduce((sum, count) => sum + count, 0);
    await others.close();
    expect(inserted).toBeGreaterThan(0);
    expect(result.affectedRows).toBeGreaterThanOrEqual(ROWS - batches);
    const wrong = "tier IS DISTINCT FROM CASE WHEN balance > 10000 THEN 'premium' ELSE 'standard' END";
    expect(await one(`SELECT count(*) AS n FROM users WHERE ${wrong}`)).toEqual({ n: 0 });
    expect(await one("SELECT count(*) AS n FROM users")).toEqual({ n: ROWS + inserted });
  });

  it("goes on where it was interrupted, with the same plan read from a file", async () => {
    const plan = await handler.planNotNullAddition("users", {
      name: "tier",
      dataType: "integer",
      defaultType: "COMPUTED",
      defaultExpression: "balance * 2",
    });
    const stop = new AbortController();
    const backfill = { batchRows: 40, batchMs: 1, pauseRatio: 0 };
    await expect(
      handler.executeNotNullAddition(plan, {
        backfill,
        signal: stop.signal,
        onProgress: ({ kind }) => kind === "backfill" && stop.abort(),
      }),
    ).rejects.toMatchObject({ code: "MIGRATION.STEP_FAILED" });
    const filled = Number((await one("SELECT count(tier) AS n FROM users"))?.n);
    expect(filled).toBeGreaterThan(0);
    expect(filled).toBeLessThan(ROWS);
    const result = await handler.executeNotNullAddition(JSON.parse(JSON.stringify(plan)), { backfill });
    expect(result).toMatchObject({ state: "applied", affectedRows: ROWS });
    expect(await one("SELECT count(*) AS n FROM users WHERE tier = balance * 2")).toEqual({ n: ROWS });
    expect(await left()).toEqual([]);
  });

  const refusals: readonly (readonly [string, NotNullColumn, string])[] = [
    [
      "VALUES_MISSING",
      { name: "c", dataType: "integer", defaultType: "COMPUTED", defaultExpression: "CASE WHEN id > 10 THEN id END" },
      "the expression gives NULL for 10 of 300 rows of",
    ],
    [
      "VALUES_MISSING",
      { name: "c", dataType: "integer", defaultType: "CONDITIONAL", conditions: [{ when: "id <> 7", value: 1 }] },
      "the expression gives NULL for 1 of 300 rows of",
    ],
    [
      "LOOKUP_WITHOUT_MATCH",
      {
        name: "c",
        dataType: "varchar(20)",
        defaultType: "FOREIGN_KEY",
        lookup: { table: "regions", column: "label", on: { code: "id" } },
      },
      "298 of 300 rows of",
    ],
    [
      "VALUES_DO_NOT_FIT",
      {
        name: "c",
        dataType: isServer ? "varchar(6)" : "integer",
        defaultType: "COMPUTED",
        defaultExpression: "note",
      },
      isServer ? "291 of 300 rows" : "300 of 300 rows",
    ],
    [
      isServer ? "EXPRESSION_FAILS" : "VALUES_MISSING",
      { name: "c", dataType: "integer", defaultType: "COMPUTED", defaultExpression: "100 / (id - 250)" },
      isServer ? "it divides by zero" : "NULL for 1 of 300",
    ],
    [
      "STATEMENT_REFUSED",
      { name: "c", dataType: "integer", defaultType: "COMPUTED", defaultExpression: "no_such_column + 1" },
      "a column does not exist",
    ],
  ];

  it.each(refusals)("finds %s before anything is changed", async (code, column, message) => {
    const before = catalogFingerprint(await readCatalog(connection));
    const plan = await handler.planNotNullAddition("users", column);
    const validation = await handler.validateAdditionSafety(plan);
    expect(validation.isSafe).toBe(false);
    expect(validation.issues.map((issue) => issue.code)).toContain(code);
    expect(validation.issues.map((issue) => issue.message).join("\n")).toContain(message);
    expect(validation.suggestedMitigations.length).toBeGreaterThan(0);
    await expect(handler.executeNotNullAddition(plan)).rejects.toMatchObject({ code: "MIGRATION.ADDITION_UNSAFE" });
    expect(catalogFingerprint(await readCatalog(connection))).toBe(before);
  });

  it("finds a lookup that leads to two rows", async () => {
    await connection.run("INSERT INTO regions VALUES (4, 'north', 10)");
    await connection.run("UPDATE users SET note = 'north'");
    const plan = await handler.planNotNullAddition("users", {
      name: "c",
      dataType: "integer",
      defaultType: "FOREIGN_KEY",
      lookup: { table: "regions", column: "code", on: { label: "note" } },
    });
    const { issues } = await handler.validateAdditionSafety(plan);
    expect(issues.map(({ code }) => code)).toContain(isServer ? "EXPRESSION_FAILS" : "LOOKUP_AMBIGUOUS");
  });

  it("takes nothing for safe that could not be looked at in time, and no plan for another schema", async () => {
    const column = { name: "c", dataType: "integer", defaultType: "COMPUTED", defaultExpression: "id" } as const;
    const plan = await handler.planNotNullAddition("users", column);
    await connection.run("ALTER TABLE users ADD COLUMN other integer");
    const { issues } = await handler.validateAdditionSafety(plan);
    expect(issues.map(({ code }) => code)).toEqual(["PLAN_OUTDATED"]);
    const late = await handler.planNotNullAddition("users", {
      ...column,
      // Long enough that the first look at the clock is too late.
      defaultExpression: isServer
        ? "(SELECT count(*) FROM generate_series(1, 20000) WHERE users.id > 0)"
        : "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 2000) SELECT count(*) FROM s WHERE users.id > 0)",
    });
    const found = await handler.validateAdditionSafety(late, { timeoutMs: 1 });
    if (isServer) expect(found.issues.map(({ code }) => code)).toEqual(["NOT_INSPECTED"]);
  });

  it("can be taken back", async () => {
    const before = catalogFingerprint(await readCatalog(connection));
    const { result } = await add({
      name: "tier",
      dataType: "integer",
      defaultType: "COMPUTED",
      defaultExpression: "balance + 1",
    });
    await rollbackMigration(connection, result.migrationId ?? "");
    expect(catalogFingerprint(await readCatalog(connection))).toBe(before);
  });

  it("refuses what it does not know", async () => {
    const column = { name: "c", dataType: "integer", defaultType: "STATIC", defaultValue: 1 } as const;
    await expect(handler.planNotNullAddition("user", column)).rejects.toMatchObject({
      code: "MIGRATION.UNKNOWN_OBJECT",
      fix: expect.stringContaining('"users"'),
    });
    await expect(handler.planNotNullAddition("users", { ...column, name: "note" })).rejects.toMatchObject({
      code: "MIGRATION.COLUMN_EXISTS",
    });
    const misspelt = { ...column, keepDefaults: true };
    await expect(handler.planNotNullAddition("users", misspelt)).rejects.toMatchObject({
      code: "MIGRATION.UNKNOWN_OPTION",
    });
  });
});
