import { type Connection, connect } from "@dataflow/database";
import { expect, it } from "vitest";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationPlan } from "./migration-plan.ts";
import { planMigration } from "./plan-migration.ts";
import { runPlan } from "./run-plan.fixture.ts";

const FROM = `CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT, m TEXT);
  CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p ON DELETE CASCADE, self INTEGER REFERENCES c ON DELETE CASCADE);
  INSERT INTO p VALUES (1, 'a', 'x'), (2, 'b', 'y'), (3, NULL, 'z'); INSERT INTO c VALUES (1, 1, NULL), (2, 2, 1), (3, 3, 2)`;
const TO = `CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT, m TEXT NOT NULL DEFAULT '');
  CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p ON DELETE CASCADE, self INTEGER REFERENCES c ON DELETE CASCADE, CHECK (id > 0))`;

async function withPlan(body: (connection: Connection, plan: MigrationPlan) => Promise<void>): Promise<void> {
  const [one, other] = [connect("sqlite::memory:"), connect("sqlite::memory:")];
  try {
    await one.run(FROM);
    await other.run(TO);
    await body(one, planMigration(await readCatalog(one), await readCatalog(other)));
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
}

/** The same plan with other words in the statement that copies rows of a table. */
function sabotaged(plan: MigrationPlan, from: RegExp, to: string): MigrationPlan {
  const segments = plan.segments.map((segment) => ({
    ...segment,
    steps: segment.steps.map((step) => ({
      ...step,
      statements: step.statements.map((sql) => (sql.startsWith("INSERT") ? sql.replace(from, to) : sql)),
    })),
  }));
  return { ...plan, segments };
}

it("keeps every row of both tables, and all that refer to them", async () => {
  await withPlan(async (connection, plan) => {
    await runPlan(connection, plan);
    expect((await connection.query("SELECT count(*) AS n FROM p")).rows).toEqual([{ n: 3 }]);
    expect((await connection.query("SELECT count(*) AS n FROM c JOIN p ON c.p = p.id")).rows).toEqual([{ n: 3 }]);
    expect((await connection.query("PRAGMA foreign_key_check")).rows).toEqual([]);
    expect((await connection.query("PRAGMA integrity_check")).rows).toEqual([{ integrity_check: "ok" }]);
  });
});

const SABOTAGE: readonly (readonly [what: string, from: RegExp, to: string])[] = [
  ["a row is left out", /FROM p$/, "FROM p WHERE id <> 2"],
  ["a value is another", /SELECT id, n, m FROM p$/, "SELECT id, upper(n), m FROM p"],
  ["a value is lost", /SELECT id, n, m FROM p$/, "SELECT id, NULL, m FROM p"],
  ["a value is of another type", /SELECT id, n, m FROM p$/, "SELECT id, CAST(n AS BLOB), m FROM p"],
  ["two rows change places", /SELECT id, n, m FROM p$/, "SELECT 4 - id, n, m FROM p"],
];

it.each(SABOTAGE)("is taken back when %s", async (_what, from, to) => {
  await withPlan(async (connection, plan) => {
    const before = (await connection.query("SELECT * FROM p")).rows;
    const broken = sabotaged(plan, from, to);
    expect(broken).not.toEqual(plan);
    await expect(runPlan(connection, broken)).rejects.toThrow("do not come out of its rebuilding");
    expect((await connection.query("SELECT * FROM p")).rows).toEqual(before);
  });
});
