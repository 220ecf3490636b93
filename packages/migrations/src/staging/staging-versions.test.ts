import { type Connection, connect } from "@dataflow/database";
import { type PostgresServer, startPostgres } from "@dataflow-tooling/vitest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openShop } from "./shop.fixture.ts";
import { withStaging } from "./with-staging.ts";

const EXTRAS = [
  "CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY, day date NOT NULL, payload jsonb, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
  "CREATE TABLE events_old PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
  "CREATE TABLE events_new PARTITION OF events DEFAULT",
  "CREATE UNLOGGED TABLE visits (id serial PRIMARY KEY, path text, length int GENERATED ALWAYS AS (length(path)) STORED)",
  "INSERT INTO events (day, payload) SELECT date '2020-06-01' + i, jsonb_build_object('i', i) FROM generate_series(1, 400) AS s (i)",
  "INSERT INTO visits (path) SELECT repeat('/', i % 9) FROM generate_series(1, 100) AS s (i)",
  "CREATE MATERIALIZED VIEW busy AS SELECT status, count(*) AS n FROM employees GROUP BY status",
  "CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO visits (path) VALUES ('changed'); RETURN NEW; END $$",
  "CREATE TRIGGER employees_changed AFTER INSERT ON employees FOR EACH ROW EXECUTE FUNCTION note_change()",
];

// The oldest version that is supported, and the newest: only there statistics can be written.
describe.each([14, 18])("a staging environment on PostgreSQL %i", (version) => {
  let server: PostgresServer;
  let source: Connection;
  beforeAll(async () => {
    server = await startPostgres({ version: String(version) });
    source = connect(await server.createDatabase());
    await openShop(source, 400);
    for (const sql of EXTRAS) await source.run(sql);
    await source.run(
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''7MB''', current_database()); END $$`,
    );
    await source.run("ANALYZE");
  });
  afterAll(async () => {
    await source?.close();
    await server?.stop();
  });

  it("has partitions, identity, unlogged tables, generated columns and views as they are", async () => {
    await withStaging(
      source,
      { environmentName: "whole", dataSamplingStrategy: { samplePercentage: 100 } },
      async (environment) => {
        const { report, connection } = environment;
        expect(report.leftOut).toEqual([]);
        expect(report.fingerprint).toBe(report.sourceFingerprint);
        const counts =
          "SELECT (SELECT count(*)::int FROM events_old) AS old, (SELECT sum(n)::int FROM busy) AS busy, (SELECT count(*)::int FROM visits) AS visits";
        expect((await connection.query(counts)).rows).toEqual([{ old: 213, busy: 400, visits: 100 }]);
        const next = "INSERT INTO events (day) VALUES ('2030-01-01') RETURNING id::int AS id";
        expect((await connection.query(next)).rows).toEqual([{ id: 401 }]);
        expect((await connection.query("SHOW work_mem")).rows).toEqual([{ work_mem: "7MB" }]);
      },
    );
  });

  it("gives the planner the source's figures where it can, and none of masked values", async () => {
    const request = {
      environmentName: "figures",
      dataSamplingStrategy: { samplePercentage: 5 },
      masking: { "employees.note": "redact" },
    } as const;
    await withStaging(source, request, async ({ report, connection }) => {
      expect(report.statistics).toBe(version >= 18 ? "copied" : "gathered");
      const size = "SELECT reltuples::int AS n FROM pg_class WHERE relname = 'lines'";
      const lines = report.tables.find(({ table }) => table === "table public.lines");
      const copied = (lines?.chosenRows ?? 0) + (lines?.parentRows ?? 0);
      expect((await connection.query(size)).rows).toEqual([{ n: version >= 18 ? 400 : copied }]);
      const { rows } = await connection.query(
        "SELECT string_agg(s::text, ',') AS text FROM pg_stats s WHERE tablename = 'employees'",
      );
      expect(String(rows[0]?.text)).not.toMatch(/note \d|longest/);
      const bounds =
        "SELECT histogram_bounds::text AS b FROM pg_stats WHERE tablename = 'lines' AND attname = 'number'";
      const same = (await connection.query(bounds)).rows[0]?.b === (await source.query(bounds)).rows[0]?.b;
      expect(same).toBe(version >= 18);
    });
  });
});
