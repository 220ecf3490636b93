import type { Connection } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { applyMigration } from "../apply/apply-migration.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { LiveWork } from "../live-load.fixture.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { open } from "../test-connections.fixture.ts";
import { GENTLY } from "./gentle-options.ts";
import { mitigatePlan } from "./mitigate-plan.ts";
import { MitigationStrategyEngine } from "./mitigation-strategy-engine.ts";
import { expectNobodyWaits, slowStatements } from "./waits.fixture.ts";

const ROWS = 10_000;

const BEFORE = [
  "CREATE TABLE visits (id integer, day integer NOT NULL, note text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
  "CREATE TABLE visits_a PARTITION OF visits FOR VALUES FROM (0) TO (100)",
  "CREATE TABLE visits_b PARTITION OF visits FOR VALUES FROM (100) TO (200) PARTITION BY HASH (id)",
  "CREATE TABLE visits_b0 PARTITION OF visits_b FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
  "CREATE TABLE visits_b1 PARTITION OF visits_b FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
  "CREATE TABLE visits_rest PARTITION OF visits DEFAULT",
  "CREATE TABLE visits_c (id integer, day integer NOT NULL, note text, PRIMARY KEY (id, day))",
  `INSERT INTO visits SELECT n, n % 200, 'n' || n FROM generate_series(1, ${ROWS}) n`,
  `INSERT INTO visits_c SELECT n, 300 + n % 100, 'c' FROM generate_series(1, ${ROWS}) n`,
  "CREATE MATERIALIZED VIEW days AS SELECT day, count(*) AS visits FROM visits GROUP BY day",
  "CREATE UNIQUE INDEX days_day ON days (day)",
];

const CHANGES = [
  ["an index of all partitions", "CREATE INDEX visits_note ON visits (note DESC) INCLUDE (day)", "ON ONLY"],
  ["a unique index of them", "CREATE UNIQUE INDEX visits_note ON visits USING btree (id, note, day)", "ON ONLY"],
  [
    "a new partition with rows",
    "ALTER TABLE visits ATTACH PARTITION visits_c FOR VALUES FROM (300) TO (400)",
    "VALIDATE CONSTRAINT",
  ],
  ["indexes that are built again", "REINDEX TABLE visits_a", "TABLE CONCURRENTLY"],
  ["a view that is computed anew", "REFRESH MATERIALIZED VIEW days", "VIEW CONCURRENTLY"],
] as const;

const LOAD = "^(INSERT INTO visits|UPDATE visits|DELETE FROM visits|SELECT visits)";

const [, server] = databases;

async function opened(): Promise<{ readonly url: string; readonly connection: Connection }> {
  const url = (await server?.freshUrl()) ?? "";
  const connection = open(url, { poolSize: 4 });
  for (const sql of BEFORE) await connection.run(sql);
  return { url, connection };
}

/** The safe plan for a change: of the schema by what it leads to, of what has no trace there by its words. */
async function planFor(change: string, connection: Connection, wanted: Connection): Promise<MigrationPlan> {
  const [from, to] = [await readCatalog(connection), await readCatalog(wanted)];
  if (catalogFingerprint(from) !== catalogFingerprint(to)) {
    const { plan, verdicts } = await mitigatePlan(connection, planMigration(from, to, { allow: "everything" }));
    expect(verdicts.left).toEqual([]);
    return plan;
  }
  const engine = new MitigationStrategyEngine(connection);
  return (await engine.generateMitigationPlan({ statement: change })).mitigatedPlan;
}

describe("a change of partitions, indexes and views under load", () => {
  it.each(CHANGES)("keeps nobody waiting for %s, and ends where the naive one does", async (what, change, words) => {
    const [{ url, connection }, wanted] = [await opened(), await opened()];
    await wanted.connection.run(change);
    const plan = await planFor(change, connection, wanted.connection);
    expect(JSON.stringify(plan)).toContain(words);
    expect(await slowStatements(connection, plan)).toEqual([]);
    const works: readonly LiveWork[] = [
      async (writer, number) => {
        const id = ROWS + number;
        await writer.query(`INSERT INTO visits VALUES (${id}, ${number % 200}, 'live${id}')`);
        await writer.query(`UPDATE visits SET note = 'later${id}' WHERE id = ${id}`);
        if (number % 2 === 0) await writer.query(`DELETE FROM visits WHERE id = ${id}`);
      },
      async (reader) => {
        const { rows } = await reader.query("SELECT visits FROM days WHERE day = 7");
        expect(rows).toHaveLength(1);
      },
    ];
    const beside = { open: () => open(url, { poolSize: 1 }), works, statements: LOAD };
    await expectNobodyWaits(what, { connection, plan }, beside);
    const [found, expected] = [await readCatalog(connection), await readCatalog(wanted.connection)];
    expect(catalogFingerprint(found)).toBe(catalogFingerprint(expected));
    const invalid = "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid";
    expect((await connection.query(invalid)).rows).toEqual([]);
  });

  it("serves queries of each partition by the new index", async () => {
    const [{ connection }, wanted] = [await opened(), await opened()];
    const create = "CREATE INDEX visits_note ON visits (note)";
    await wanted.connection.run(create);
    await applyMigration(connection, await planFor(create, connection, wanted.connection), GENTLY);
    const tree = "SELECT relid::regclass::text AS name FROM pg_partition_tree('visits_note') ORDER BY 1";
    const names = ["a", "b", "b0", "b1", "rest"].map((part) => ({ name: `visits_${part}_visits_note` }));
    expect((await connection.query(tree)).rows).toEqual([{ name: "visits_note" }, ...names].toSorted(byName));
  });

  it("numbers the rows of a column that counts by itself once each, and goes on behind them", async () => {
    const [{ connection }, wanted] = [await opened(), await opened()];
    const add = "ALTER TABLE visits_c ADD COLUMN ticket bigint GENERATED ALWAYS AS IDENTITY (START WITH 7)";
    await wanted.connection.run(add);
    const plan = await planFor(add, connection, wanted.connection);
    await applyMigration(connection, plan, { ...GENTLY, backfill: { batchRows: 5000 } });
    const counts = "SELECT count(DISTINCT ticket) AS n, min(ticket) AS least, max(ticket) AS most FROM visits_c";
    const { rows } = await connection.query(counts);
    expect(rows.map(({ n, least }) => [Number(n), Number(least)])).toEqual([[ROWS, 7]]);
    const insert = "INSERT INTO visits_c (id, day) VALUES (0, 300) RETURNING ticket";
    const [added] = (await connection.query(insert)).rows;
    expect(Number(added?.ticket)).toBe(Number(rows[0]?.most) + 1);
  });
});

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : 1;
}
