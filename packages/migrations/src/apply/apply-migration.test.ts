import type { Connection, ConnectOptions } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { gate } from "@dataflow-tooling/vitest/faults";
import { describe, expect, it } from "vitest";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readRecords } from "../history/migration-record.ts";
import { readJournal } from "../history/step-journal.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { readActiveLocks } from "../lock/lock-rows.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { sealMigrationPlan } from "../plan/seal-migration-plan.ts";
import { failureOf, open } from "../test-connections.fixture.ts";
import { applyMigration } from "./apply-migration.ts";
import type { MigrationProgress } from "./apply-progress.ts";
import {
  type ExamplePlan,
  examples,
  filling,
  outside,
  planOf,
  setUp,
  step,
  transactional,
} from "./example-plans.fixture.ts";

describe.each(databases)("applying a plan on $name", ({ name, freshUrl }) => {
  async function prepared(example: Pick<ExamplePlan, "setUp" | "segments">, options: ConnectOptions = {}) {
    const plan = await planOf(await freshUrl(), example);
    const url = await freshUrl();
    const connection = open(url, options);
    await setUp(connection, example.setUp);
    return { connection, plan, url };
  }
  const table = "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)";
  const rows = "INSERT INTO t VALUES (1, 1), (2, 1), (3, NULL)";
  const addNote = transactional(step("add note", "ALTER TABLE t ADD COLUMN note text"));
  const failing = transactional(
    step("add more", "ALTER TABLE t ADD COLUMN more text"),
    step("unique n", "CREATE UNIQUE INDEX t_n ON t (n)"),
  );

  /** A plan that leads somewhere on an empty table, and fails on rows. */
  async function failingPlan(first = addNote): Promise<{ connection: Connection; plan: MigrationPlan }> {
    const prepare = await prepared({ setUp: [table], segments: [first, failing] });
    await prepare.connection.run(rows);
    return prepare;
  }

  it("does every step, keeps every row, and writes down what it did", async () => {
    const example = examples[name];
    const { connection, plan } = await prepared(example);
    const events: MigrationProgress[] = [];
    const pace = { batchRows: 100, pauseRatio: 0 };
    const outcome = await applyMigration(connection, plan, {
      name: "everything",
      backfill: pace,
      onProgress: (event) => events.push(event),
    });
    const ids = plan.segments.flatMap(({ steps }) => steps.map(({ id }) => id));
    expect(outcome).toEqual({
      state: "applied",
      migrationId: expect.any(String),
      steps: ids,
      isResumed: false,
      interruptions: 0,
    });
    for (const [sql, expected] of example.checks) expect((await connection.query(sql)).rows).toEqual(expected);
    const [record] = await readRecords(connection);
    expect(record).toMatchObject({
      id: outcome.migrationId,
      name: "everything",
      state: "applied",
      hash: plan.hash,
      at: plan.to,
    });
    const journal = await readJournal(connection, record?.id ?? "");
    expect(journal.map(({ step: id, state }) => [id, state])).toEqual(ids.map((id) => [id, "done"]));
    expect(journal.find(({ step: id }) => id === "fill names")?.rows).toBe(300);
    expect(events.filter(({ kind }) => kind === "stepDone")).toHaveLength(ids.length);
    expect(events.filter(({ kind }) => kind === "backfill").length).toBeGreaterThan(1);
    expect(await readActiveLocks(connection)).toEqual([]);
    expect(await applyMigration(connection, plan)).toMatchObject({ state: "alreadyApplied", steps: [] });
    expect(catalogFingerprint(await readCatalog(connection))).toBe(plan.to);
  });

  it("takes back what was done before a failure when that is wanted, data included", async () => {
    const dropped = transactional(step("drop more", "ALTER TABLE t DROP COLUMN extra"));
    const { connection, plan } = await prepared({
      setUp: ["CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, extra text)"],
      segments: [dropped, failing],
    });
    await connection.run("INSERT INTO t VALUES (1, 1, 'kept'), (2, 1, NULL)");
    const [first, ...rest] = plan.segments;
    const extra = { now: "extra", before: "extra", stays: false };
    const id = { now: "id", before: "id" };
    const place = name === "sqlite" ? { name: "t" } : { schema: "public", name: "t" };
    const of = name === "sqlite" ? "table t" : "table public.t";
    const backup = { kind: "columns", of, name: place, key: [id], isKeyed: true, columns: [extra] } as const;
    const steps = first?.steps.map((each) => ({ ...each, reversal: "backup", backup }) as const) ?? [];
    const { hash: _hash, ...content } = plan;
    const backedUp = sealMigrationPlan({ ...content, segments: [{ mode: "transactional", steps }, ...rest] });
    const error = await failureOf(() => applyMigration(connection, backedUp, { rollbackOnError: true }));
    expect(error).toMatchObject({ code: "MIGRATION.STEP_FAILED", meta: { rolledBack: true } });
    expect(error.message).toContain("what had been done before was taken back");
    expect((await connection.query("SELECT id, n, extra FROM t ORDER BY id")).rows).toEqual([
      { id: 1, n: 1, extra: "kept" },
      { id: 2, n: 1, extra: null },
    ]);
    expect(catalogFingerprint(await readCatalog(connection))).toBe(plan.from);
    expect((await readRecords(connection)).map(({ state }) => state)).toEqual(["rolledBack", "applied"]);
    expect(await readActiveLocks(connection)).toEqual([]);
  });

  it("undoes a segment that fails, keeps those before, and goes on when the reason is gone", async () => {
    const { connection, plan } = await failingPlan();
    const error = await failureOf(() => applyMigration(connection, plan));
    expect(error).toMatchObject({
      code: "MIGRATION.STEP_FAILED",
      message: expect.stringContaining('1 of 3 steps are done and kept, the last of them "add note"'),
      meta: { step: "unique n", done: ["add note"], of: 3 },
      cause: { code: "DATABASE.UNIQUE_VIOLATION" },
    });
    const columns = Object.keys((await connection.query("SELECT * FROM t")).rows[0] ?? {});
    expect(columns).toEqual(["id", "n", "note"]);
    expect(await readRecords(connection)).toMatchObject([{ state: "failed", errorCode: "DATABASE.UNIQUE_VIOLATION" }]);
    await connection.run("UPDATE t SET n = id");
    expect(await applyMigration(connection, plan)).toMatchObject({
      state: "applied",
      steps: ["add more", "unique n"],
      isResumed: true,
    });
    expect(await readRecords(connection)).toMatchObject([{ state: "applied" }]);
  });

  it("takes back what was done before a failure when it is told to", async () => {
    const { connection, plan } = await failingPlan();
    const error = await failureOf(() => applyMigration(connection, plan, { rollbackOnError: true }));
    expect(error).toMatchObject({ code: "MIGRATION.STEP_FAILED", meta: { done: [], rolledBack: true } });
    expect((await connection.query("SELECT * FROM t")).rows).toEqual([
      { id: 1, n: 1 },
      { id: 2, n: 1 },
      { id: 3, n: null },
    ]);
    expect(catalogFingerprint(await readCatalog(connection))).toBe(plan.from);
    expect((await readRecords(connection)).map(({ state }) => state)).toEqual(["rolledBack", "applied"]);
    await connection.run("UPDATE t SET n = id");
    expect(await applyMigration(connection, plan)).toMatchObject({ state: "applied", isResumed: false });
  });

  it("keeps what cannot be taken back, and says so", async () => {
    const add = { ...step("add note", "ALTER TABLE t ADD COLUMN note text"), reversal: "never" } as const;
    const { connection, plan } = await failingPlan(transactional(add));
    const error = await failureOf(() => applyMigration(connection, plan, { rollbackOnError: true }));
    expect(error).toMatchObject({ meta: { done: ["add note"], rolledBack: false } });
  });

  it("undoes a segment when a step finds that its rows are not right", async () => {
    const check = { after: 1, sql: "SELECT 1 FROM t WHERE n IS NULL", message: "a row has no number" };
    const add = { ...step("add note", "ALTER TABLE t ADD COLUMN note text"), checks: [check] };
    const { connection, plan } = await prepared({ setUp: [table], segments: [transactional(add)] });
    await connection.run(rows);
    expect(await failureOf(() => applyMigration(connection, plan))).toMatchObject({
      message: expect.stringContaining("a row has no number"),
      cause: { code: "MIGRATION.CHECK_FAILED" },
    });
    expect(catalogFingerprint(await readCatalog(connection))).toBe(plan.from);
  });

  it("gives a failed plan up for another one, but not for one that does not fit", async () => {
    const { connection, plan } = await failingPlan();
    await failureOf(() => applyMigration(connection, plan));
    const other = {
      setUp: [table, "ALTER TABLE t ADD COLUMN note text"],
      segments: [transactional(step("add x", "ALTER TABLE t ADD COLUMN x text"))],
    };
    const stale = await planOf(await freshUrl(), { ...other, setUp: [table] });
    expect(await failureOf(() => applyMigration(connection, stale))).toMatchObject({ code: "MIGRATION.PLAN_OUTDATED" });
    expect(await applyMigration(connection, await planOf(await freshUrl(), other))).toMatchObject({ state: "applied" });
    expect((await readRecords(connection)).map(({ state }) => state)).toEqual(["superseded", "applied"]);
    expect(await failureOf(() => applyMigration(connection, plan))).toMatchObject({ code: "MIGRATION.PLAN_OUTDATED" });
  });

  it("does not go on when the schema was changed meanwhile", async () => {
    const { connection, plan } = await failingPlan();
    await failureOf(() => applyMigration(connection, plan));
    await connection.run("CREATE TABLE strange (id INTEGER); UPDATE t SET n = id");
    expect(await failureOf(() => applyMigration(connection, plan))).toMatchObject({ code: "MIGRATION.PLAN_OUTDATED" });
  });

  it("undoes the last segment when it does not lead where the plan says", async () => {
    const { connection, plan } = await prepared({ setUp: [table], segments: [addNote] });
    const { hash: _, ...content } = plan;
    const wrong = sealMigrationPlan({
      ...content,
      to: plan.from.replace(/^./, (first) => (first === "0" ? "1" : "0")),
    });
    expect(await failureOf(() => applyMigration(connection, wrong))).toMatchObject({
      code: "MIGRATION.STEP_FAILED",
      cause: { code: "MIGRATION.UNEXPECTED_RESULT" },
    });
    expect(catalogFingerprint(await readCatalog(connection))).toBe(plan.from);
  });

  it("goes on with a backfill behind its last batch", async () => {
    const fill = filling("fill", { table: { name: "t" }, key: ["n", "id"], set: "hits = hits + 1" });
    const { connection, plan } = await prepared({
      setUp: ["CREATE TABLE t (id INTEGER, n INTEGER, hits INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (n, id))"],
      segments: [addNote, fill],
    });
    for (let id = 1; id <= 20; id++) await connection.query(`INSERT INTO t (id, n) VALUES (${id}, ${id % 3})`);
    const abort = new AbortController();
    const options = {
      backfill: { batchRows: 6, batchMs: 1_000_000, pauseRatio: 0 },
      signal: abort.signal,
      onProgress: ({ kind }: MigrationProgress) => void (kind === "backfill" && abort.abort()),
    };
    const { signal: _, ...again } = options;
    expect(await failureOf(() => applyMigration(connection, plan, options))).toMatchObject({
      cause: { code: "MIGRATION.CANCELLED" },
    });
    expect((await connection.query("SELECT sum(hits) AS hits FROM t")).rows).toEqual([{ hits: 6 }]);
    expect(await applyMigration(connection, plan, again)).toMatchObject({ steps: ["fill"], isResumed: true });
    expect((await connection.query("SELECT min(hits) AS least, max(hits) AS most FROM t")).rows).toEqual([
      { least: 1, most: 1 },
    ]);
  });

  it("says when a backfill does not come to an end", async () => {
    const fill = filling("fill", { table: { name: "t" }, key: ["id"], set: "n = n", pending: "n IS NULL" });
    const { connection, plan } = await prepared({ setUp: [table], segments: [addNote, fill] });
    await connection.run(rows);
    const error = await failureOf(() => applyMigration(connection, plan, { backfill: { pauseRatio: 0 } }));
    expect(error).toMatchObject({ cause: { code: "MIGRATION.BACKFILL_INCOMPLETE" } });
  });

  it("refuses plans and options that it cannot apply", async () => {
    const { connection, plan } = await prepared({ setUp: [table], segments: [addNote] });
    const codeOf = async (changed: MigrationPlan, options = {}) =>
      (await failureOf(() => applyMigration(connection, changed, options))).code;
    expect(await codeOf({ ...plan, to: "x" })).toBe("MIGRATION.PLAN_CHANGED");
    const other = plan.dialect === "sqlite" ? "postgres" : "sqlite";
    expect(await codeOf(sealMigrationPlan({ ...plan, dialect: other }))).toBe("MIGRATION.PLAN_CHANGED");
    const { hash: _, ...content } = plan;
    expect(await codeOf(sealMigrationPlan({ ...content, dialect: other }))).toBe("MIGRATION.WRONG_DATABASE");
    const unknown = sealMigrationPlan({ ...content, segments: [outside("odd", "CALL something()")] });
    expect(await codeOf(unknown)).toBe("MIGRATION.INVALID_PLAN");
    expect(await codeOf(plan, { lockTimeout: 1 })).toBe("MIGRATION.UNKNOWN_OPTION");
    expect(await codeOf(plan, { lockTimeoutMs: 0 })).toBe("MIGRATION.INVALID_OPTION");
    expect(await codeOf(plan, { backfill: { batchRows: 0 } })).toBe("MIGRATION.INVALID_OPTION");
    const inside = () => connection.transaction(() => applyMigration(connection, plan));
    expect((await failureOf(inside)).code).toBe("MIGRATION.INSIDE_TRANSACTION");
    expect(catalogFingerprint(await readCatalog(connection))).toBe(plan.from);
  });

  it("waits only shortly for a table that others use, and tries the whole segment again", async () => {
    const { connection, plan, url } = await prepared({ setUp: [table], segments: [addNote] }, { busyTimeoutMs: 20 });
    const other = open(url);
    const events: string[] = [];
    const [held, release] = [gate(), gate()];
    const holder = other.transaction(async () => {
      await other.run("INSERT INTO t VALUES (9, 9)");
      held.open();
      await release.opened;
    });
    await held.opened;
    const applied = applyMigration(connection, plan, {
      lockTimeoutMs: 20,
      onProgress: (event) => {
        events.push(event.kind);
        if (event.kind === "segmentRetried") release.open();
      },
    });
    // A file is locked whole, so there nothing of the migration begins before.
    if (name === "sqlite") setTimeout(() => release.open(), 100);
    await holder;
    expect(await applied).toMatchObject({ state: "applied" });
    if (name === "postgres") expect(events).toContain("segmentRetried");
  });
});
