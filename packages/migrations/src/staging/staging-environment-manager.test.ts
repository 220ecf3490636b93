import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import type { Connection } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { bundleProcess, removeBundle } from "@dataflow-tooling/vitest/bundle";
import { describe, expect, it } from "vitest";
import { readEnvironments } from "../history/environment-record.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { constraintFindings } from "../snapshot/constraint-findings.ts";
import { catalogChecksums } from "../snapshot/table-checksum.ts";
import { open } from "../test-connections.fixture.ts";
import { openShop } from "./shop.fixture.ts";
import { StagingEnvironmentManager } from "./staging-environment-manager.ts";
import { withStaging } from "./with-staging.ts";

async function orphansOf(connection: Connection): Promise<readonly unknown[]> {
  return constraintFindings(connection, await readCatalog(connection), ["foreign key"]);
}

describe.each(databases)("a staging environment on $name", ({ freshUrl }) => {
  it("has everything at 100 %, to the last value", async () => {
    const source = open(await freshUrl());
    await openShop(source, 300);
    await using environment = await new StagingEnvironmentManager(source).createStagingEnvironment({
      environmentName: "Whole copy!",
      dataSamplingStrategy: { samplePercentage: 100 },
    });
    const { report, connection } = environment;
    expect(report.fingerprint).toBe(report.sourceFingerprint);
    expect(report.leftOut).toEqual([]);
    const catalog = await readCatalog(connection);
    expect(await catalogChecksums(connection, catalog)).toEqual(
      await catalogChecksums(source, await readCatalog(source)),
    );
  });

  it.each(["representative", "random", "stratified"] as const)("has no orphan in a %s sample", async (strategy) => {
    const source = open(await freshUrl());
    await openShop(source, 500);
    await using environment = await new StagingEnvironmentManager(source).createStagingEnvironment({
      environmentName: "sample",
      dataSamplingStrategy: { strategy, samplePercentage: 4 },
    });
    const { report, connection } = environment;
    expect(report.fingerprint).toBe(report.sourceFingerprint);
    expect(await orphansOf(connection)).toEqual([]);
    const employees = report.tables.find(({ table }) => table.endsWith("employees"));
    expect(employees?.askedRows).toBe(20);
    expect(employees?.chosenRows).toBeGreaterThanOrEqual(20);
    expect(employees?.parentRows).toBeGreaterThan(0);
    expect(report.rows).toBeLessThan(700);
  });

  it("has every value of columns with few, the extremes and the gaps in a representative sample", async () => {
    const source = open(await freshUrl());
    await openShop(source, 2_000);
    const request = { environmentName: "typical", dataSamplingStrategy: { samplePercentage: 1 } };
    await withStaging(source, request, async ({ connection, report }) => {
      const facts = `SELECT count(DISTINCT status) AS statuses, max(length(note)) AS longest, count(*) - count(note) AS gaps,
        min(id) AS smallest, max(id) AS largest, count(DISTINCT department) AS departments FROM employees`;
      const { rows } = await connection.query(facts);
      const { rows: all } = await source.query(facts);
      expect({ ...rows[0], gaps: Number(rows[0]?.gaps) > 0 }).toEqual({ ...all[0], gaps: true });
      const employees = report.tables.find(({ table }) => table.endsWith("employees"));
      expect(employees?.strata).toEqual(["status", "department"]);
      expect(employees?.chosenRows).toBeLessThan(50);
    });
  });

  it("has the asked part of every group, and at least one row of it", async () => {
    const source = open(await freshUrl());
    await openShop(source, 1_000);
    const sampling = { strategy: "stratified", samplePercentage: 10, strata: { employees: ["status"] } } as const;
    await withStaging(source, { environmentName: "groups", dataSamplingStrategy: sampling }, ({ report }) => {
      const employees = report.tables.find(({ table }) => table.endsWith("employees"));
      // 333 active, 666 gone, 1 rare.
      expect(employees).toMatchObject({ askedRows: 100, chosenRows: 34 + 67 + 1, strata: ["status"], isCapped: false });
    });
  });

  it("caps what is chosen, never what is needed, and says so", async () => {
    const source = open(await freshUrl());
    await openShop(source, 500);
    const sampling = { samplePercentage: 50, maxRowsPerTable: 7 };
    await withStaging(source, { environmentName: "capped", dataSamplingStrategy: sampling }, async (environment) => {
      const employees = environment.report.tables.find(({ table }) => table.endsWith("employees"));
      expect(employees).toMatchObject({ askedRows: 7, chosenRows: 7, isCapped: true });
      expect(employees?.parentRows).toBeGreaterThan(7);
      expect(await orphansOf(environment.connection)).toEqual([]);
    });
  });

  it("keeps rows that refer to nothing where integrity is not asked for, and counts them", async () => {
    const source = open(await freshUrl());
    await openShop(source, 500);
    const sampling = { strategy: "random", samplePercentage: 5, preserveReferentialIntegrity: false } as const;
    await withStaging(
      source,
      { environmentName: "loose", dataSamplingStrategy: sampling },
      async ({ report, connection }) => {
        expect(report.tables.every(({ parentRows }) => parentRows === 0)).toBe(true);
        expect(report.orphans.length).toBeGreaterThan(0);
        expect(report.orphans).toEqual(await orphansOf(connection));
      },
    );
  });

  it("says why it could not be made, and leaves nothing", async () => {
    const source = open(await freshUrl());
    await source.run("CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT CHECK (email LIKE '%@%'))");
    await source.run("INSERT INTO users VALUES (1, 'somebody@example.com')");
    const making = withStaging(source, { environmentName: "impossible", masking: { "users.email": "hash" } }, () => 1);
    const error = await making.catch((problem: unknown) => problem);
    expect(error).toMatchObject({
      code: "MIGRATION.STAGING_FAILED",
      meta: { errorCode: "DATABASE.CHECK_VIOLATION" },
      message: expect.stringContaining("is removed"),
    });
    expect(JSON.stringify(error)).not.toContain("somebody");
    expect(await readEnvironments(source)).toEqual([]);
  });

  it("refuses what it does not know or cannot do", async () => {
    const source = open(await freshUrl());
    await source.run("CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, seen TIMESTAMP)");
    const refused = (request: object): Promise<unknown> =>
      withStaging(source, { environmentName: "no", ...request }, () => 1).catch(
        (error: { code?: string; fix?: string }) => `${error.code}: ${error.fix}`,
      );
    expect(await refused({ samplePercentage: 1 })).toMatch(/^MIGRATION.UNKNOWN_OPTION/);
    expect(await refused({ dataSamplingStrategy: { strategy: "randm" } })).toMatch(/INVALID_OPTION.*"random"/);
    expect(await refused({ dataSamplingStrategy: { samplePercentage: 0 } })).toMatch(/^MIGRATION.INVALID_OPTION/);
    expect(await refused({ resourceLimits: { maxStorage: 1 } })).toMatch(/^MIGRATION.UNKNOWN_OPTION/);
    expect(await refused({ masking: { "users.emial": "hash" } })).toMatch(/INVALID_OPTION.*users\.email/);
    expect(await refused({ masking: { "users.email": "null" } })).toMatch(/INVALID_OPTION.*must have a value/);
    expect(await refused({ masking: { "users.id": "redact" } })).toMatch(/INVALID_OPTION.*key/);
    expect(await refused({ masking: { "users.seen": "hash" } })).toMatch(/INVALID_OPTION.*cannot be masked/);
    expect(await refused({ dataSamplingStrategy: { strata: { users: ["nothing"] } } })).toMatch(
      /^MIGRATION.INVALID_OPTION/,
    );
    expect(await refused({ dataSamplingStrategy: { strata: { user: ["email"] } } })).toMatch(/INVALID_OPTION.*users/);
    await source.transaction(async () => {
      expect(await refused({})).toMatch(/^MIGRATION.INSIDE_TRANSACTION/);
    });
  });
});

it("is made on another server, and the source is only read; no print shows a password", async () => {
  const server = databases.find(({ name }) => name === "postgres");
  const [url, elsewhere] = [await server?.freshUrl(), await server?.freshUrl()];
  if (url === undefined || elsewhere === undefined) throw new Error("there is a server");
  const withPassword = new URL(elsewhere.replace("@", ":geheim@"));
  const source = open(url);
  await source.run("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
  await using staging = new StagingEnvironmentManager(source, { stagingUrl: withPassword.href });
  const { connection, connectionInfo } = await staging.createStagingEnvironment({ environmentName: "elsewhere" });
  expect(connection.target).toBe(connectionInfo.databaseUrl);
  expect(inspect(connectionInfo, { depth: 9 }) + JSON.stringify(connectionInfo)).not.toContain("geheim");
  expect("password" in connectionInfo.description && connectionInfo.description.password).toBe("geheim");
  await open(connectionInfo.databaseUrl).query("SELECT * FROM notes");
  const schemas = "SELECT nspname FROM pg_namespace WHERE nspname = '_dataflow'";
  expect((await source.query(schemas)).rows).toEqual([]);
  expect((await readEnvironments(open(elsewhere))).map(({ name }) => name)).toEqual(["elsewhere"]);
  await staging.close();
  expect(await readEnvironments(open(elsewhere))).toEqual([]);
});

it.each([
  ["sqlite::memory:", "in memory"],
  [`sqlite:${join(tmpdir(), "dataflow-staging-gone.db")}`, "that is gone itself"],
])("removes environments of a database %s (%s) whose process was killed", async (url) => {
  const directory = await mkdtemp(join(tmpdir(), "dataflow-staging-memory-"));
  const bundle = await bundleProcess(join(import.meta.dirname, "staging-process.fixture.ts"));
  try {
    const child = fork(bundle, [], { stdio: "inherit" });
    await once(child, "message");
    child.send({ url, directory });
    await once(child, "close");
    for (const suffix of ["", "-wal", "-shm"])
      await rm(join(tmpdir(), `dataflow-staging-gone.db${suffix}`), { force: true });
    expect((await readdir(directory)).length).toBeGreaterThan(0);
    const staging = new StagingEnvironmentManager(open("sqlite::memory:"), { directory });
    expect(await staging.cleanupOrphans()).toMatchObject([{ environmentName: "killed", outcome: "removed" }]);
    expect(await readdir(directory)).toEqual([]);
  } finally {
    await removeBundle(bundle);
    await rm(directory, { recursive: true, force: true });
  }
});

it("copies a file with values of every type, virtual tables, and rows that refer to nothing already", async () => {
  const source = open("sqlite::memory:");
  for (const sql of [
    "CREATE TABLE loose (v, w BLOB)",
    "INSERT INTO loose VALUES (1, 1.0), (1.0, '1'), ('1', x'01'), (9223372036854775807, NULL), (NULL, -9223372036854775808), (1e300, 'a' || char(0) || 'b')",
    "DELETE FROM loose WHERE rowid = 2",
    "CREATE TABLE strict_one (k TEXT PRIMARY KEY, v ANY, n INTEGER) STRICT, WITHOUT ROWID",
    "INSERT INTO strict_one VALUES ('a', 1.0, 9007199254740993), ('b', '1', NULL)",
    "CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, parent INTEGER REFERENCES counted (id))",
    "INSERT INTO counted VALUES (41, NULL), (42, NULL)",
    "DELETE FROM counted WHERE id = 42",
    "CREATE VIRTUAL TABLE words USING fts5(title)",
    "INSERT INTO words (rowid, title) VALUES (5, 'hello staging'), (9, 'other')",
    "PRAGMA foreign_keys = OFF",
    "INSERT INTO counted VALUES (50, 999)",
  ])
    await source.run(sql);
  const request = { environmentName: "types", dataSamplingStrategy: { samplePercentage: 100 } };
  await withStaging(source, request, async ({ connection, report }) => {
    expect(report.fingerprint).toBe(report.sourceFingerprint);
    expect(report.orphans).toMatchObject([{ rows: 1 }]);
    for (const query of [
      "SELECT rowid, typeof(v) AS tv, quote(v) AS v, typeof(w) AS tw, hex(w) AS w FROM loose ORDER BY rowid",
      "SELECT k, typeof(v) AS tv, quote(v) AS v, quote(n) AS n FROM strict_one ORDER BY k",
      "SELECT * FROM sqlite_sequence",
      "SELECT rowid, title FROM words WHERE words MATCH 'hello'",
    ])
      expect((await connection.query(query)).rows).toEqual((await source.query(query)).rows);
  });
});
