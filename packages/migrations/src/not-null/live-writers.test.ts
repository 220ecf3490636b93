import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
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
      connection = connect(url);
      await connection.run(
        `CREATE TABLE users (id integer PRIMARY KEY, balance integer NOT NULL, note text);
       INSERT INTO users SELECT n, n, 'note' FROM generate_series(1, ${ROWS}) n;
       ANALYZE users`,
      );
    });
    afterEach(() => connection.close());

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
      const writers = connect(url, { poolSize: 2 });
      let isOver = false;
      let written = 0;
      const write = async (number: number): Promise<void> => {
        for (let round = 0; !isOver; round++) {
          const id = ROWS + 2 * round + number + 1;
          await writers.query("INSERT INTO users (id, balance) VALUES ($1, $2)", [id, id % ROWS]);
          await writers.query("UPDATE users SET note = 'changed' WHERE id = $1", [1 + ((round * 7919) % ROWS)]);
          await writers.query("DELETE FROM users WHERE id = $1", [1 + ((round * 104_729) % ROWS)]);
          written += 3;
          await sleep(1);
        }
      };
      // After the column is required, rows without it are refused, and nothing else.
      const writing = Promise.all([write(0), write(1)]).catch((error: unknown) => error);
      const result = await new NotNullColumnHandler(connection).executeNotNullAddition(plan);
      isOver = true;
      const end = await writing;
      if (end instanceof Error) expect(end).toMatchObject({ code: "DATABASE.NOT_NULL_VIOLATION" });
      await writers.close();
      expect(written).toBeGreaterThan(0);
      expect(result.affectedRows).toBeGreaterThan(0);
      const wrong = "tier IS DISTINCT FROM CASE WHEN balance > 50000 THEN 'premium' ELSE 'standard' END";
      expect((await connection.query(`SELECT count(*) AS n FROM users WHERE ${wrong}`)).rows).toEqual([{ n: 0 }]);
    });
  },
);
