import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { startLoad, writeUsers } from "../live-load.fixture.ts";
import { open } from "../test-connections.fixture.ts";
import { ColumnRemovalManager } from "./column-removal-manager.ts";

/** Above the number from which on values are copied in parts. */
const ROWS = 60_000;
const NUMBERS = `WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${ROWS})`;

describe.each(databases)("a column of a large table on $name", ({ name, freshUrl }) => {
  it("goes and comes back while others write", { timeout: 120_000 }, async () => {
    const url = await freshUrl();
    const connection = open(url, { poolSize: 3 });
    await connection.run("CREATE TABLE users (id integer PRIMARY KEY, balance integer NOT NULL, note varchar(80))");
    await connection.run(`INSERT INTO users ${NUMBERS} SELECT n, n, 'note ' || n FROM s`);
    const manager = new ColumnRemovalManager(connection);
    const plan = await manager.planColumnRemoval({ table: "users", column: "note" });
    expect(plan.removalStages.map(({ stage }) => stage)).toEqual(["HIDING", "BACKUP", "REHEARSAL", "REMOVAL"]);
    if (name === "postgres") {
      const exclusive = plan.migration.segments.filter(({ steps }) =>
        steps.some(({ lock }) => lock?.startsWith("ACCESS EXCLUSIVE")),
      );
      expect(exclusive.length).toBeGreaterThan(0);
      expect(
        exclusive.every(
          ({ isBrief, steps }) => isBrief === true && steps.every(({ backup, backfill }) => !backup && !backfill),
        ),
      ).toBe(true);
    }
    // A program has one handle that writes a file, so there nobody writes meanwhile.
    const write = writeUsers(ROWS, "balance = balance + 1");
    const works = name === "postgres" ? [write, write] : [];
    const load = startLoad(() => open(url, { poolSize: 1 }), works);
    const { result, errorMessage } = await manager.executeSafeRemoval(plan, { confirm: true });
    expect([result, errorMessage]).toEqual(["SUCCESS", undefined]);
    const { failures } = await load.stop();
    expect(failures).toEqual([]);
    const restored = await manager.restoreColumn({ table: "users", column: "note" });
    const { rows } = await connection.query(
      `SELECT count(*) AS n, count(CASE WHEN id <= ${ROWS} THEN 1 END) AS old, count(CASE WHEN note = 'note ' || id THEN 1 END) AS same FROM users`,
    );
    const { n, old, same } = rows[0] ?? {};
    expect(same).toEqual(old);
    // Rows that came before they were copied are in the backup, without a value.
    expect(restored.rows).toBeGreaterThanOrEqual(Number(old));
    expect(restored.rows + restored.rowsSince).toBe(Number(n));
  });
});
