import type { Connection } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { beforeEach, describe, expect, it } from "vitest";
import { startLoad, writeUsers } from "../live-load.fixture.ts";
import { open } from "../test-connections.fixture.ts";
import type { NotNullColumn } from "./not-null-column.ts";
import { NotNullColumnHandler } from "./not-null-column-handler.ts";

const ROWS = 100_000;
const TIER: NotNullColumn = {
  name: "tier",
  dataType: "text",
  defaultType: "COMPUTED",
  defaultExpression: "CASE WHEN balance > 50000 THEN 'premium' ELSE 'standard' END",
};

describe.each(databases.filter(({ name }) => name === "postgres"))(
  "a column on $name while others write",
  ({ freshUrl }) => {
    let url: string;
    let connection: Connection;

    beforeEach(async () => {
      url = await freshUrl();
      connection = open(url);
      await connection.run(
        `CREATE TABLE users (id integer PRIMARY KEY, balance integer NOT NULL, note text);
       INSERT INTO users SELECT n, n, 'note' FROM generate_series(1, ${ROWS}) n;
       ANALYZE users`,
      );
    });

    it("comes without a scan or a rewrite under a lock that blocks them", async () => {
      const plan = await new NotNullColumnHandler(connection).planNotNullAddition("users", TIER);
      const file = async () =>
        (await connection.query("SELECT pg_relation_filenode('users'::regclass)::text AS file")).rows[0]?.file;
      // Counts of earlier transactions are in it until the server has collected them, but not in the middle of one.
      const reads = async () =>
        (
          await connection.query(
            "SELECT seq_tup_read::text AS read, seq_scan::text AS scans FROM pg_stat_xact_all_tables WHERE relid = 'users'::regclass",
          )
        ).rows[0];
      const before = await file();
      for (const { steps, isBrief } of plan.migration.segments) {
        const locks = steps.flatMap(({ lock }) => (lock?.startsWith("ACCESS EXCLUSIVE") ? [lock] : []));
        if (isBrief !== true) {
          expect(locks).toEqual([]);
          for (const { statements, backfill } of steps) {
            if (backfill) await connection.run(`UPDATE users SET ${backfill.set}`);
            for (const sql of statements) await connection.run(sql);
          }
          continue;
        }
        await connection.transaction(async () => {
          const before = await reads();
          for (const { statements } of steps) for (const sql of statements) await connection.run(sql);
          expect(await reads()).toEqual(before);
        });
      }
      expect(await file()).toBe(before);
    });

    it("gives every row its value, and nobody's write fails", { timeout: 60_000 }, async () => {
      const plan = await new NotNullColumnHandler(connection).planNotNullAddition("users", TIER);
      const write = writeUsers(ROWS, "note = 'changed'");
      const load = startLoad(() => open(url, { poolSize: 1 }), [write, write]);
      const result = await new NotNullColumnHandler(connection).executeNotNullAddition(plan);
      const { calls, failures } = await load.stop();
      expect(calls).toBeGreaterThan(failures.length);
      // After the column is required, rows without it are refused, and nothing else.
      expect(failures.filter((failure) => !failure.includes("DATABASE.NOT_NULL_VIOLATION"))).toEqual([]);
      expect(result.affectedRows).toBeGreaterThan(0);
      const wrong = "tier IS DISTINCT FROM CASE WHEN balance > 50000 THEN 'premium' ELSE 'standard' END";
      expect((await connection.query(`SELECT count(*) AS n FROM users WHERE ${wrong}`)).rows).toEqual([{ n: 0 }]);
    });
  },
);
