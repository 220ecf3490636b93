import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { catalogOf, migrate, stateOf } from "../rollback/rollback.fixture.ts";
import { codeOf, open } from "../test-connections.fixture.ts";
import { SchemaStateManager } from "./schema-state-manager.ts";
import { catalogChecksums } from "./table-checksum.ts";

const EVERYTHING = { includeDataChecksums: true, includePerformanceMetrics: true, includeConstraintValidation: true };

/** So many that the table takes more room. */
const MANY_ROWS = `INSERT INTO c (id, n)
  WITH RECURSIVE k(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM k WHERE i < 3000) SELECT i, i FROM k`;

describe.each(databases)("the state of a schema on $name", ({ freshUrl }) => {
  const schema = `CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT); CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id), n INTEGER);
    CREATE INDEX c_p ON c (p); CREATE VIEW v AS SELECT a FROM p`;
  const rows = "INSERT INTO p VALUES (1, 'x'), (2, NULL); INSERT INTO c VALUES (1, 1, 5)";

  async function prepared() {
    const connection = open(await freshUrl());
    await connection.run(`${schema}; ${rows}`);
    return { connection, states: new SchemaStateManager(connection) };
  }

  it("is written down with all that was asked for, and read back", async () => {
    const { connection, states } = await prepared();
    const snapshot = await states.createSchemaSnapshot({ description: "before", ...EVERYTHING });
    expect(snapshot.tableDefinitions.map(({ path }) => path.at(-1))).toEqual(["c", "p"]);
    expect(snapshot.indexDefinitions.map(({ path }) => path.at(-1))).toEqual(["c_p"]);
    expect(snapshot.constraintDefinitions).toHaveLength(3);
    expect(snapshot.fingerprint).toBe(catalogFingerprint(await readCatalog(connection)));
    expect(Object.values(snapshot.checksums ?? {}).map((checksum) => checksum.rows)).toEqual([1, 2]);
    expect(Object.values(snapshot.statistics ?? {}).every(({ bytes }) => bytes > 0)).toBe(true);
    expect(snapshot.constraintFindings).toEqual([]);
    expect(await states.getSnapshot(snapshot.snapshotId)).toEqual(snapshot);
    expect(await states.listSnapshots()).toMatchObject([{ snapshotId: snapshot.snapshotId, description: "before" }]);
    expect(await codeOf(() => states.getSnapshot("none"))).toBe("MIGRATION.UNKNOWN_SNAPSHOT");
  });

  it("leaves out what was not asked for, and refuses what it does not know", async () => {
    const { states } = await prepared();
    const snapshot = await states.createSchemaSnapshot({ description: "before" });
    expect(snapshot).not.toHaveProperty("checksums");
    expect(snapshot).not.toHaveProperty("statistics");
    expect(await codeOf(() => states.createSchemaSnapshot({ description: "" }))).toBe("MIGRATION.INVALID_OPTION");
    const unknown = { description: "x", includeDataChecksum: true };
    expect(await codeOf(() => states.createSchemaSnapshot(unknown))).toBe("MIGRATION.UNKNOWN_OPTION");
  });

  it("sums up rows without regard to their order, but to how many are equal", async () => {
    const { connection } = await prepared();
    const sums = async () => catalogChecksums(connection, await readCatalog(connection));
    const of = async (sql: string) => {
      await connection.run(`DROP TABLE IF EXISTS x; CREATE TABLE x (a TEXT, b TEXT); ${sql}`);
      return Object.values(await sums()).at(-1)?.whole;
    };
    const one = await of("INSERT INTO x VALUES ('1', '2'), ('3', NULL)");
    expect(await of("INSERT INTO x VALUES ('3', NULL); INSERT INTO x VALUES ('1', '2')")).toBe(one);
    const others = [
      "INSERT INTO x VALUES ('1', '2'), ('3', '')",
      "INSERT INTO x VALUES ('1', '2'), ('3', NULL), ('4', '4'), ('4', '4')",
      "INSERT INTO x VALUES ('1', NULL), ('3', '2')",
      "INSERT INTO x VALUES ('2', '1'), ('3', NULL)",
      "INSERT INTO x VALUES ('1,2', ''), ('3', NULL)",
    ];
    const all = new Set([one]);
    for (const sql of others) all.add(await of(sql));
    expect(all.size).toBe(others.length + 1);
  });

  it("says what has changed since, and what that means", async () => {
    const { connection, states } = await prepared();
    const fromSnapshot = await states.createSchemaSnapshot({ description: "before", ...EVERYTHING });
    const tracker = await states.startChangeTracking({ baselineSnapshot: fromSnapshot, trackPerformanceImpact: true });
    const to =
      "CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER, n INTEGER, note TEXT); CREATE TABLE d (c INTEGER REFERENCES c (id))";
    const { id } = await migrate(connection, await catalogOf(await freshUrl(), to));
    await connection.run(MANY_ROWS);
    const report = await states.generateEvolutionReport({ fromSnapshot });
    const found = report.schemaChanges.map(({ description, impactLevel }) => `${description}: ${impactLevel}`);
    expect(found).toContain("table p was dropped: critical");
    expect(found).toContainEqual(expect.stringMatching(/^column c.note was created: (low|medium)$/));
    expect(found).toContain("table d was created: low");
    expect(report.changedData).toEqual([expect.stringMatching(/^table .*c$/)]);
    expect(report.recommendations).toContainEqual(expect.stringContaining("give the foreign key"));
    expect(report.recommendations).toContainEqual(expect.stringContaining("nothing finds rows by"));
    const short = await states.generateEvolutionReport({
      fromSnapshot,
      toCurrentState: true,
      includeImpactAnalysis: false,
      includeRecommendations: false,
    });
    expect(short.recommendations).toEqual([]);
    expect(report.schemaChanges.some(({ affectedObjects }) => affectedObjects.length > 0)).toBe(true);
    expect(short.schemaChanges.every(({ affectedObjects }) => affectedObjects.length === 0)).toBe(true);
    const toSnapshot = await states.createSchemaSnapshot({ description: "after", includeDataChecksums: true });
    expect(await states.generateEvolutionReport({ fromSnapshot, toSnapshot })).toEqual(report);
    const contradiction = { fromSnapshot, toSnapshot, toCurrentState: true };
    expect(await codeOf(() => states.generateEvolutionReport(contradiction))).toBe("MIGRATION.INVALID_OPTION");
    const changes = await tracker.changes();
    expect(changes.migrations.map((record) => record.id)).toEqual([id]);
    expect(changes.schemaChanges).toEqual(report.schemaChanges);
    const [impact, ...others] = changes.performanceImpact ?? [];
    expect([impact?.table, others]).toEqual([expect.stringMatching(/^table .*c$/), []]);
    expect(impact?.after.bytes).toBeGreaterThan(impact?.before.bytes ?? Number.POSITIVE_INFINITY);
  });

  it("is given back, with its data, however it was changed", async () => {
    const { connection, states } = await prepared();
    const before = await stateOf(connection);
    const snapshot = await states.createSchemaSnapshot({ description: "before", includeDataChecksums: true });
    await migrate(connection, await catalogOf(await freshUrl(), "CREATE TABLE c (id INTEGER PRIMARY KEY, n INTEGER)"));
    await migrate(connection, await catalogOf(await freshUrl(), "CREATE TABLE e (id INTEGER PRIMARY KEY)"));
    const result = await states.rollbackToSnapshot(snapshot.snapshotId);
    expect(result).toMatchObject({ success: true, fingerprint: snapshot.fingerprint, changedData: [] });
    expect(result.rolledBack).toHaveLength(2);
    expect(await stateOf(connection)).toEqual(before);
    await connection.run("CREATE TABLE byhand (id INTEGER); UPDATE p SET a = 'changed'");
    expect(await codeOf(() => states.rollbackToSnapshot(snapshot))).toBe("MIGRATION.ROLLBACK_BLOCKED");
    const again = await states.rollbackToSnapshot(snapshot, { allow: ["drop table byhand"] });
    expect(again).toMatchObject({ success: true, changedData: [expect.stringMatching(/p$/)] });
  });
});
