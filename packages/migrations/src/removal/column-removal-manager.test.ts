import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { isBookkeeping } from "../history/bookkeeping-names.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { stateOf } from "../rollback/rollback.fixture.ts";
import { ColumnRemovalManager } from "./column-removal-manager.ts";
import type { ExecuteRemovalOptions } from "./execute-safe-removal.ts";
import { isHiddenColumn } from "./hidden-column.ts";
import type { ColumnRemovalRequest } from "./removal-plan.ts";

const ROWS = 200;
const NUMBERS = `WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${ROWS})`;
const SET_UP = [
  "CREATE TABLE plans (id integer PRIMARY KEY, code varchar(10) UNIQUE)",
  "INSERT INTO plans VALUES (1, 'a'), (2, 'b')",
  "CREATE TABLE users (id integer PRIMARY KEY, email varchar(80) NOT NULL, legacy varchar(40), tariff integer REFERENCES plans (id), CHECK (legacy <> 'forbidden'))",
  `INSERT INTO users ${NUMBERS} SELECT n, 'user' || n, CASE WHEN n % 5 > 0 THEN 'old ''' || n END, 1 + n % 2 FROM s`,
  "CREATE INDEX users_legacy ON users (legacy, email)",
  "CREATE INDEX users_email ON users (email)",
];
const VIEWS = [
  "CREATE VIEW active AS SELECT id, email, legacy FROM users",
  "CREATE VIEW emails AS SELECT email FROM active",
];
const YES: ExecuteRemovalOptions = { confirm: true };

describe.each(databases)("removing a column on $name", ({ name, freshUrl }) => {
  let connection: Connection;
  let manager: ColumnRemovalManager;

  beforeEach(async () => {
    connection = connect(await freshUrl());
    for (const sql of SET_UP) await connection.run(sql);
    manager = new ColumnRemovalManager(connection);
  });
  afterEach(() => connection.close());

  const isServer = name === "postgres";
  const legacy = { table: "users", column: "legacy" } as const;
  const columnNames = async () =>
    (await readCatalog(connection)).objects
      .filter(({ kind }) => kind === "column")
      .map(({ path }) => path.at(-1) ?? "");
  const remove = async (request: ColumnRemovalRequest, options: ExecuteRemovalOptions = YES) => {
    const plan = await manager.planColumnRemoval(request);
    return manager.executeSafeRemoval(plan, options);
  };
  const asTextOf = (table: string) => `SELECT * FROM ${table} ORDER BY 1`;

  it.each([
    ["in one transaction", {}],
    ["in parts", { copyInPartsFrom: 0 }],
    ["in parts, with the whole table", { copyInPartsFrom: 0, backupStrategy: "TABLE_SNAPSHOT" }],
    ["in one transaction, with the whole table", { backupStrategy: "TABLE_SNAPSHOT" }],
  ] as const)("comes back as it was when it was removed %s", async (_, more) => {
    const before = await stateOf(connection);
    const plan = await manager.planColumnRemoval({ ...legacy, ...more });
    expect(plan.dependencies.map(({ dependencyType, resolution }) => [dependencyType, resolution]).sort()).toEqual([
      ["constraint", "goes"],
      ["index", "goes"],
    ]);
    expect(plan.impact).toMatchObject({ rows: ROWS, values: ROWS * 0.8, riskLevel: "HIGH" });
    expect(plan.estimatedDurationMs).toBeTypeOf("number");
    const { errorMessage, ...result } = await manager.executeSafeRemoval(plan, YES);
    expect(errorMessage).toBeUndefined();
    expect(result).toMatchObject({ result: "SUCCESS", rollbackExecuted: false });
    expect(result.stagesCompleted).toEqual(plan.removalStages.map(({ stage }) => stage));
    expect(result.stagesCompleted).toContain("REHEARSAL");
    expect((await columnNames()).filter((each) => each === "legacy" || isHiddenColumn(each))).toEqual([]);
    expect((await readCatalog(connection)).objects.some(({ id }) => id.includes("users_email"))).toBe(true);
    const restored = await manager.restoreColumn(legacy);
    expect(restored).toMatchObject({ from: "BACKUP", rows: ROWS, rowsSince: 0, isRequired: true });
    expect(await stateOf(connection)).toEqual(before);
  });

  it("comes back after other rows and another migration, and says which rows it did not find", async () => {
    await remove({ ...legacy, copyInPartsFrom: 0 });
    await connection.run("INSERT INTO users (id, email) VALUES (1000, 'new'), (1001, 'new')");
    await connection.run("UPDATE users SET email = 'changed' WHERE id = 3");
    await connection.run("DELETE FROM users WHERE id = 4");
    await remove({ table: "users", column: "tariff" });
    const restored = await manager.restoreColumn(legacy);
    expect(restored).toMatchObject({ from: "BACKUP", rows: ROWS - 1, rowsSince: 2 });
    const { rows } = await connection.query(
      "SELECT id, email, legacy FROM users WHERE id IN (3, 5, 6, 1000) ORDER BY id",
    );
    expect(rows).toEqual([
      { id: 3, email: "changed", legacy: "old '3" },
      { id: 5, email: "user5", legacy: null },
      { id: 6, email: "user6", legacy: "old '6" },
      { id: 1000, email: "new", legacy: null },
    ]);
    expect(await columnNames()).not.toContain("tariff");
    expect(await manager.restoreColumn({ table: "users", column: "tariff" })).toMatchObject({ rows: ROWS + 1 });
  });

  it("is hidden for a while, and comes back at once", async () => {
    const before = await stateOf(connection);
    const result = await remove(legacy, { ...YES, softDrop: { retentionMs: 60_000 } });
    expect(result).toMatchObject({ result: "SUCCESS", stagesCompleted: ["HIDING"] });
    const hidden = (await columnNames()).filter(isHiddenColumn);
    expect(hidden).toEqual([expect.stringMatching(/^_df_dropped_[0-9a-z]+_legacy$/)]);
    await connection.run("INSERT INTO users (id, email) VALUES (1000, 'new')");
    await connection.run("DELETE FROM users WHERE id = 1000");
    expect(await manager.purgeExpired()).toEqual([]);
    expect(await manager.restoreColumn(legacy)).toMatchObject({ from: "HIDDEN", rows: ROWS, rowsSince: 0 });
    expect(await stateOf(connection)).toEqual(before);
  });

  it("lets rows be written without a hidden column that was required, and says so when it comes back", async () => {
    const email = { table: "users", column: "email" } as const;
    await remove({ ...email, softDrop: { retentionMs: 60_000 } });
    await connection.run("INSERT INTO users (id, legacy) VALUES (1000, 'new')");
    expect(await manager.restoreColumn(email)).toMatchObject({
      from: "HIDDEN",
      rows: ROWS,
      rowsSince: 1,
      isRequired: false,
    });
    await remove(email);
    await connection.run("INSERT INTO users (id, legacy) VALUES (1001, 'new')");
    expect(await manager.restoreColumn(email)).toMatchObject({
      from: "BACKUP",
      rows: ROWS + 1,
      rowsSince: 1,
      isRequired: true,
    });
  });

  it("removes a hidden column for good when its time is over", async () => {
    await remove({ ...legacy, softDrop: { retentionMs: 60_000 } });
    const purged = await manager.purgeExpired({ at: new Date(Date.now() + 120_000) });
    expect(purged).toMatchObject([{ column: "users.legacy", result: "SUCCESS" }]);
    expect((await columnNames()).filter(isHiddenColumn)).toEqual([]);
    await expect(manager.restoreColumn(legacy)).rejects.toMatchObject({ code: "MIGRATION.NO_BACKUP" });
  });

  describe("with views", () => {
    beforeEach(async () => {
      for (const sql of VIEWS) await connection.run(sql);
    });

    it("is refused unless their new queries are given", async () => {
      const plan = await manager.planColumnRemoval(legacy);
      const { isSafe, blockingDependencies } = await manager.validateRemovalSafety(plan);
      expect(isSafe).toBe(false);
      expect(
        blockingDependencies.map(
          ({ dependencyType, objectName }) => `${dependencyType} ${objectName.split(".").at(-1)}`,
        ),
      ).toContain("view active");
      const before = catalogFingerprint(await readCatalog(connection));
      const result = await manager.executeSafeRemoval(plan, YES);
      expect(result).toMatchObject({ result: "DEPENDENCY_BLOCKED", rollbackExecuted: false, stagesCompleted: [] });
      expect(result.errorMessage).toContain("replacements");
      expect(catalogFingerprint(await readCatalog(connection))).toBe(before);
    });

    it.each([{}, { copyInPartsFrom: 0 }])(
      "makes them again, and as they were when it comes back (%o)",
      async (more) => {
        const before = await stateOf(connection);
        const result = await remove({ ...legacy, ...more, replacements: { active: "SELECT id, email FROM users" } });
        expect(result.errorMessage).toBeUndefined();
        expect((await connection.query("SELECT * FROM active WHERE id = 1")).rows).toEqual([{ id: 1, email: "user1" }]);
        expect((await connection.query("SELECT count(*) AS n FROM emails")).rows).toEqual([{ n: ROWS }]);
        await manager.restoreColumn(legacy);
        expect(await stateOf(connection)).toEqual(before);
      },
    );

    it("is skipped without an error where that is wanted, and never begun by hand", async () => {
      expect(await remove({ ...legacy, dependencyResolutionStrategy: "skip_unsafe" })).toMatchObject({
        result: "SKIPPED",
      });
      const manual = await manager.planColumnRemoval({ ...legacy, dependencyResolutionStrategy: "manual" });
      expect(new Set(manual.dependencies.map(({ resolution }) => resolution))).toEqual(new Set(["blocks"]));
      expect(await columnNames()).toContain("legacy");
    });
  });

  it("is refused while other rows refer to it, or it is the key", async () => {
    const byKey = await manager.planColumnRemoval({ table: "plans", column: "id" });
    const kinds = (await manager.validateRemovalSafety(byKey)).blockingDependencies.map(
      ({ dependencyType }) => dependencyType,
    );
    expect(kinds.sort()).toEqual(["constraint", "foreign key"]);
  });

  it("needs a yes, and takes a no", async () => {
    const plan = await manager.planColumnRemoval(legacy);
    expect(await manager.executeSafeRemoval(plan)).toMatchObject({ result: "NOT_CONFIRMED" });
    const asked: string[] = [];
    const confirm: ExecuteRemovalOptions["confirm"] = ({ column }, { isSafe }) => {
      asked.push(`${column} ${isSafe}`);
      return false;
    };
    expect(await manager.executeSafeRemoval(plan, { confirm })).toMatchObject({ result: "NOT_CONFIRMED" });
    expect(asked).toEqual(["users.legacy true"]);
    expect(await columnNames()).toContain("legacy");
    expect(await manager.executeSafeRemoval(plan, { confirmationRequired: false })).toMatchObject({
      result: "SUCCESS",
    });
  });

  it("stops on a warning when that is wanted", async () => {
    const plan = await manager.planColumnRemoval({ ...legacy, backupStrategy: "NONE" });
    const { isSafe, warnings } = await manager.validateRemovalSafety(plan);
    expect(isSafe).toBe(true);
    expect(warnings).toEqual([`The values of ${ROWS * 0.8} rows in users.legacy are lost: nothing is put aside.`]);
    const stopped = await manager.executeSafeRemoval(plan, { ...YES, stopOnWarning: true });
    expect(stopped).toMatchObject({ result: "STOPPED_ON_WARNING", errorMessage: warnings[0] });
    expect(await manager.executeSafeRemoval(plan, YES)).toMatchObject({ result: "SUCCESS" });
    await expect(manager.restoreColumn(legacy)).rejects.toMatchObject({ code: "MIGRATION.NO_BACKUP" });
  });

  it("takes the strategy that is given last", async () => {
    const plan = await manager.planColumnRemoval({ ...legacy, backupStrategy: "NONE" });
    expect(
      await manager.executeSafeRemoval(plan, { ...YES, backupStrategy: "TABLE_SNAPSHOT", stopOnWarning: true }),
    ).toMatchObject({ result: "SUCCESS" });
    expect(await manager.restoreColumn(legacy)).toMatchObject({ rows: ROWS });
  });

  it("asks after each stage, unless that is not wanted", async () => {
    const plan = await manager.planColumnRemoval(legacy);
    expect(plan.stageChecks.length).toBeGreaterThan(0);
    // A question that is always answered wrongly.
    const wrong = plan.stageChecks.map(({ step, check }) => ({ step, check: { ...check, sql: "SELECT 1 AS wrong" } }));
    const result = await manager.executeSafeRemoval({ ...plan, stageChecks: wrong }, YES);
    expect(result).toMatchObject({ result: "FAILED", rollbackExecuted: true });
    expect(result.errorMessage).toContain("is still there");
    expect(await columnNames()).toContain("legacy");
    const asked = await manager.executeSafeRemoval(
      { ...plan, stageChecks: wrong },
      { ...YES, validateAfterEachStage: false },
    );
    expect(asked).toMatchObject({ result: "SUCCESS" });
  });

  it("takes back what was done when a stage takes too long", async () => {
    const before = await stateOf(connection);
    const plan = await manager.planColumnRemoval({ ...legacy, copyInPartsFrom: 0 });
    const result = await manager.executeSafeRemoval(plan, {
      ...YES,
      stageTimeoutMs: 400,
      backfill: { batchRows: 5, batchMs: 1, pauseRatio: 1 },
      onProgress(event) {
        // Nothing else happens in this program meanwhile, the timer included: so it is over when it looks.
        if (event.kind === "backfill") for (const end = performance.now() + 250; performance.now() < end; );
      },
    });
    expect(result).toMatchObject({ result: "STAGE_TIMEOUT", rollbackExecuted: true, stagesCompleted: [] });
    expect(await stateOf(connection)).toEqual(before);
  });

  it("does not drop what it could not give back", async () => {
    const plan = await manager.planColumnRemoval(legacy);
    const before = catalogFingerprint(await readCatalog(connection));
    // A backup that loses values: every value is cut.
    const spoilt = JSON.parse(
      JSON.stringify(plan).replaceAll(
        isServer ? "s.v0::character varying(40)" : "s.v0",
        isServer ? "left(s.v0, 3)" : "substr(s.v0, 1, 3)",
      ),
    );
    const { sealMigrationPlan } = await import("../plan/seal-migration-plan.ts");
    const { hash: _hash, ...content } = spoilt.migration;
    const result = await manager.executeSafeRemoval({ ...spoilt, migration: sealMigrationPlan(content) }, YES);
    expect(result).toMatchObject({ result: "FAILED", rollbackExecuted: true });
    expect(result.errorMessage).toContain("does not give back every value");
    expect(catalogFingerprint(await readCatalog(connection))).toBe(before);
  });

  it("keeps every row of the whole table in a snapshot", async () => {
    const rows = (await connection.query(asTextOf("users"))).rows;
    const plan = await manager.planColumnRemoval({ ...legacy, backupStrategy: "TABLE_SNAPSHOT" });
    await manager.executeSafeRemoval(plan, YES);
    const storage = plan.migration.segments.flatMap(({ steps }) => steps).find(({ backup }) => backup)?.backup;
    expect(storage?.also).toEqual(["id", "email", "tariff"]);
    const table = isServer ? `_dataflow.${storage?.storage?.name}` : `_dataflow_${storage?.storage?.name}`;
    const kept = await connection.query(
      `SELECT CAST(c0 AS integer) AS id, c1 AS email, v0 AS legacy, CAST(c2 AS integer) AS tariff FROM ${table} ORDER BY 1`,
    );
    expect(kept.rows).toEqual(rows);
    expect(isBookkeeping(table.split("."))).toBe(true);
  });

  it("shows the whole table beside the one that was written to since", async () => {
    const { rows } = await connection.query("SELECT id, email, legacy, tariff FROM users ORDER BY id");
    const plan = await manager.planColumnRemoval({ ...legacy, backupStrategy: "TABLE_SNAPSHOT" });
    await manager.executeSafeRemoval(plan, YES);
    await connection.run("UPDATE users SET email = 'changed'; DELETE FROM users WHERE id > 5");
    const into = { ...legacy, into: "users before" };
    const restored = await manager.restoreTable(into);
    expect(restored).toMatchObject({ table: { name: "users before" }, rows: ROWS });
    expect([...restored.columns].sort()).toEqual(["email", "id", "legacy", "tariff"]);
    const found = await connection.query('SELECT id, email, legacy, tariff FROM "users before" ORDER BY id');
    expect(found.rows).toEqual(rows);
    const repeated = connection.run(`INSERT INTO "users before" (id) VALUES (1)`);
    await expect(repeated).rejects.toMatchObject({ code: "DATABASE.UNIQUE_VIOLATION" });
    expect((await connection.query("SELECT count(*) AS n FROM users")).rows.map(({ n }) => Number(n))).toEqual([5]);
    await expect(manager.restoreTable(into)).rejects.toMatchObject({ code: "MIGRATION.INVALID_OPTION" });
    const storage = plan.migration.segments.flatMap(({ steps }) => steps).find(({ backup }) => backup)?.backup?.storage;
    const kept = isServer ? `_dataflow.${storage?.name}` : `_dataflow_${storage?.name}`;
    await connection.run(`UPDATE ${kept} SET c1 = 'forged'`);
    const damaged = manager.restoreTable({ ...legacy, into: "again" });
    await expect(damaged).rejects.toMatchObject({ code: "MIGRATION.BACKUP_DAMAGED" });
    await expect(connection.query("SELECT 1 FROM again")).rejects.toThrow();
  });

  it("has no whole table where only the column was kept", async () => {
    const plan = await manager.planColumnRemoval(legacy);
    await manager.executeSafeRemoval(plan, YES);
    const beside = manager.restoreTable({ ...legacy, into: "again" });
    await expect(beside).rejects.toMatchObject({ code: "MIGRATION.NO_BACKUP" });
  });

  it("refuses what it does not know", async () => {
    await expect(manager.planColumnRemoval({ table: "users", column: "legasy" })).rejects.toMatchObject({
      code: "MIGRATION.UNKNOWN_OBJECT",
      fix: expect.stringContaining('"legacy"'),
    });
    const misspelt = { ...legacy, backupStrategie: "NONE" };
    await expect(manager.planColumnRemoval(misspelt)).rejects.toMatchObject({ code: "MIGRATION.UNKNOWN_OPTION" });
    const plan = await manager.planColumnRemoval(legacy);
    const unknown = { ...YES, confirmed: true };
    await expect(manager.executeSafeRemoval(plan, unknown)).rejects.toMatchObject({ code: "MIGRATION.UNKNOWN_OPTION" });
    await connection.run("CREATE TABLE other (id integer)");
    expect(await manager.executeSafeRemoval(plan, YES)).toMatchObject({ result: "VALIDATION_FAILED" });
  });
});
