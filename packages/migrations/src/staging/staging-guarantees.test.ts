import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { bundleProcess, removeBundle } from "@dataflow-tooling/vitest/bundle";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEnvironments } from "../history/environment-record.ts";
import { open } from "../test-connections.fixture.ts";
import { openShop } from "./shop.fixture.ts";
import { StagingEnvironmentManager } from "./staging-environment-manager.ts";
import type { StagingJob } from "./staging-process.fixture.ts";

let bundle = "";
let directory = "";
beforeAll(async () => {
  bundle = await bundleProcess(join(import.meta.dirname, "staging-process.fixture.ts"));
  directory = await mkdtemp(join(tmpdir(), "dataflow-staging-test-"));
});
afterAll(async () => {
  await removeBundle(bundle);
  await rm(directory, { recursive: true, force: true });
});

/** The databases for staging that there are: on the server, or in the folder. */
async function leftOvers(source: Connection): Promise<readonly unknown[]> {
  if (source.dialect === "sqlite") return readdir(directory);
  // Other tests have databases on the same server; these names are of this file alone.
  const { rows } = await source.query(
    "SELECT datname FROM pg_database WHERE datname ~ '^dataflow_staging_(writers|too_large|too_slow|forgotten|cancelled|killed|alive|masked)_'",
  );
  return rows;
}

async function runKilled(job: StagingJob): Promise<{ readonly statements?: number }> {
  const child = fork(bundle, [], { stdio: "inherit" });
  await once(child, "message");
  const said: { readonly statements?: number }[] = [];
  child.on("message", (message: { readonly statements?: number }) => said.push(message));
  child.send(job);
  await once(child, "close");
  return said[0] ?? {};
}

describe.each(databases)("a staging environment on $name", ({ name, freshUrl }) => {
  const where = name === "sqlite" ? () => ({ directory }) : () => ({});

  it("sees one moment, whatever writers do meanwhile", async () => {
    const url = await freshUrl();
    const source = open(url);
    await source.run("CREATE TABLE giver (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL)");
    await source.run("CREATE TABLE taker (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL)");
    for (let id = 1; id <= 200; id += 1) {
      await source.query(`INSERT INTO giver VALUES (${id}, 100)`);
      await source.query(`INSERT INTO taker VALUES (${id}, 100)`);
    }
    const writer = open(url);
    let isOver = false;
    let moved = 0;
    const writing = (async () => {
      for (; !isOver; moved += 1) {
        const id = 1 + (moved % 200);
        await writer.transaction(async () => {
          await writer.run(`UPDATE giver SET amount = amount - 1 WHERE id = ${id}`);
          await new Promise((go) => setTimeout(go, 1));
          await writer.run(`UPDATE taker SET amount = amount + 1 WHERE id = ${201 - id}`);
        });
        await new Promise((go) => setTimeout(go, 3));
      }
    })();
    const sums: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      await using environment = await new StagingEnvironmentManager(source, where()).createStagingEnvironment({
        environmentName: "writers",
        dataSamplingStrategy: { samplePercentage: 100 },
      });
      const sum = "SELECT (SELECT sum(amount) FROM giver) + (SELECT sum(amount) FROM taker) AS n";
      sums.push(Number((await environment.connection.query(sum)).rows[0]?.n));
    }
    isOver = true;
    await writing;
    expect(moved).toBeGreaterThan(5);
    expect(sums).toEqual([40_000, 40_000, 40_000, 40_000, 40_000]);
  });

  it("is removed when it takes more storage than it may", async () => {
    const source = open(await freshUrl());
    await openShop(source, 2_000);
    const staging = new StagingEnvironmentManager(source, where());
    const allowed = name === "sqlite" ? 60_000 : 1_000_000;
    const making = staging.createStagingEnvironment({
      environmentName: "too large",
      dataSamplingStrategy: { samplePercentage: 100 },
      resourceLimits: { maxStorageBytes: allowed },
    });
    await expect(making).rejects.toMatchObject({
      code: "MIGRATION.STAGING_LIMIT",
      meta: { limit: "storage", allowed },
    });
    expect(await leftOvers(source)).toEqual([]);
    expect(await readEnvironments(source)).toEqual([]);
  });

  it("is removed when its time is over, while it is made", async () => {
    const source = open(await freshUrl());
    await openShop(source, 2_000);
    const making = new StagingEnvironmentManager(source, where()).createStagingEnvironment({
      environmentName: "too slow",
      resourceLimits: { maxDurationMs: 5 },
    });
    await expect(making).rejects.toMatchObject({
      code: "MIGRATION.STAGING_LIMIT",
      meta: { limit: "time", allowed: 5 },
    });
    expect(await leftOvers(source)).toEqual([]);
  });

  it("is removed when its time is over, while nobody does anything", async () => {
    const source = open(await freshUrl());
    await source.run("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
    const environment = await new StagingEnvironmentManager(source, where()).createStagingEnvironment({
      environmentName: "forgotten",
      resourceLimits: { maxDurationMs: 1_500 },
    });
    expect(await leftOvers(source)).not.toEqual([]);
    await expect.poll(() => leftOvers(source), { timeout: 10_000 }).toEqual([]);
    await expect(environment.connection.query("SELECT 1")).rejects.toThrow();
  });

  it("leaves nothing when its making is cancelled", async () => {
    const source = open(await freshUrl());
    await openShop(source, 500);
    const making = new StagingEnvironmentManager(source, where()).createStagingEnvironment({
      environmentName: "cancelled",
      signal: AbortSignal.abort(),
    });
    await expect(making).rejects.toMatchObject({ code: "MIGRATION.CANCELLED" });
    expect(await leftOvers(source)).toEqual([]);
  });

  it("is removed by the next one when its owner was killed, wherever that was", { timeout: 120_000 }, async () => {
    const url = await freshUrl();
    const source = open(url);
    await openShop(source, 100);
    const whole = await runKilled({ url, ...where() });
    const statements = whole.statements ?? 0;
    expect(statements).toBeGreaterThan(10);
    for (const killAt of [undefined, 3, 8, Math.floor(statements / 2), statements - 2]) {
      if (killAt !== undefined) await runKilled({ url, killAt, ...where() });
      const found = await new StagingEnvironmentManager(source, where()).cleanupOrphans();
      if (killAt === undefined) expect(found).toMatchObject([{ environmentName: "killed", outcome: "removed" }]);
      expect(await leftOvers(source)).toEqual([]);
      expect(await readEnvironments(source)).toEqual([]);
    }
  });

  it("is removed by its owner also when the source is closed already", async () => {
    const url = await freshUrl();
    const source = connect(url);
    await source.run("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
    const staging = new StagingEnvironmentManager(source, where());
    const environment = await staging.createStagingEnvironment({ environmentName: "alive" });
    await source.close();
    await staging.cleanupStagingEnvironment(environment);
    const again = open(url);
    expect(await leftOvers(again)).toEqual([]);
    expect(await readEnvironments(again)).toEqual([]);
  });

  it("is not an orphan while its owner lives, and nothing else is ever removed", async () => {
    const source = open(await freshUrl());
    await source.run("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
    const staging = new StagingEnvironmentManager(source, where());
    const environment = await staging.createStagingEnvironment({ environmentName: "alive" });
    expect(await new StagingEnvironmentManager(source, where()).cleanupOrphans()).toEqual([]);
    await environment.connection.query("SELECT * FROM notes");
    await staging.cleanupStagingEnvironment(environment);
    await staging.cleanupStagingEnvironment(environment);
    expect(await leftOvers(source)).toEqual([]);
    // A note that leads to somebody else's database.
    const own = name === "sqlite" ? await source.query("SELECT file AS place FROM pragma_database_list") : undefined;
    const other = await freshUrl();
    const place = own === undefined ? new URL(other).pathname.slice(1) : String(own.rows[0]?.place);
    const mark = name === "sqlite" ? "?, ?, ?, ?" : "$1, $2, $3, $4";
    const table = name === "sqlite" ? "_dataflow_environments" : "_dataflow.environments";
    if (name === "postgres") await open(other).run("CREATE TABLE precious (id INTEGER)");
    await source.query(`INSERT INTO ${table} VALUES (${mark})`, ["some id", "wrong", place, "now"]);
    expect(await staging.cleanupOrphans()).toMatchObject([{ environmentName: "wrong", outcome: "left alone" }]);
    await open(name === "sqlite" ? `sqlite:///${place}` : other).query("SELECT 1");
  });

  it("holds no value that is masked, and keys still find each other", async () => {
    const source = open(await freshUrl());
    await openShop(source, 200);
    await using environment = await new StagingEnvironmentManager(source, where()).createStagingEnvironment({
      environmentName: "masked",
      dataSamplingStrategy: { samplePercentage: 30 },
      masking: {
        "employees.email": "hash",
        "employees.note": "redact",
        "departments.name": (value) => `masked ${value.length}`,
        "employees.id": "hash",
      },
    });
    const { connection, report } = environment;
    expect([...report.masked].map((id) => id.replace("public.", "")).sort()).toEqual([
      "column departments.head",
      "column departments.name",
      "column employees.boss",
      "column employees.email",
      "column employees.id",
      "column employees.note",
      "column parcels.carrier",
    ]);
    expect(report.orphans).toEqual([]);
    expect(report.fingerprint).toBe(report.sourceFingerprint);
    const { rows: carriers } = await connection.query(
      "SELECT count(*) AS n FROM parcels p JOIN employees e ON e.email = p.carrier",
    );
    const { rows: all } = await connection.query("SELECT count(carrier) AS n FROM parcels");
    expect(Number(all[0]?.n)).toBeGreaterThan(10);
    expect(carriers[0]?.n).toEqual(all[0]?.n);
    const text = await wholeText(environment.connection);
    for (const original of ["@shop.example", "note 1", "longest note", "department 1"])
      expect(text).not.toContain(original);
    const { rows: ids } = await connection.query("SELECT id FROM employees ORDER BY id");
    expect(ids.map(({ id }) => Number(id))).not.toContain(1);
  });
});

/** All values there are; of a file its bytes, where deleted ones would be, too. */
async function wholeText(connection: Connection): Promise<string> {
  if (connection.dialect === "sqlite") {
    await connection.query("PRAGMA wal_checkpoint(TRUNCATE)");
    const { rows } = await connection.query("SELECT file FROM pragma_database_list WHERE name = 'main'");
    return readFile(String(rows[0]?.file), "latin1");
  }
  const { rows } = await connection.query(
    `SELECT (SELECT string_agg(e::text, ',') FROM employees e) || (SELECT string_agg(p::text, ',') FROM parcels p)
       || (SELECT string_agg(d::text, ',') FROM departments d) || (SELECT string_agg(s::text, ',') FROM pg_stats s) AS text`,
  );
  return String(rows[0]?.text);
}
