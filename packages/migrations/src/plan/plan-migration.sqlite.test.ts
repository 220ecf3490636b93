import { connect } from "@dataflow/database";
import { describe, expect, it } from "vitest";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { planMigration } from "./plan-migration.ts";
import type { PlanOptions } from "./plan-options.ts";
import { runPlan } from "./run-plan.fixture.ts";

/** Takes a database of one schema to another, both ways, and says what was planned. */
async function evolve(from: string, to: string, options: PlanOptions = {}): Promise<readonly string[]> {
  const [one, other] = [connect("sqlite::memory:"), connect("sqlite::memory:")];
  try {
    await one.run(from);
    await other.run(to);
    const desired = await readCatalog(other);
    const plan = planMigration(await readCatalog(one), desired, { allow: "everything", ...options });
    await runPlan(one, plan);
    const reached = await readCatalog(one);
    expect(reached.objects.map(({ id, definition }) => [id, definition])).toEqual(
      desired.objects.map(({ id, definition }) => [id, definition]),
    );
    expect(catalogFingerprint(reached)).toBe(plan.to);
    expect(planMigration(reached, desired).segments).toEqual([]);
    return plan.segments.flatMap(({ steps }) => steps.map(({ id }) => id));
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
}

const CASES: Readonly<Record<string, { readonly from: string; readonly to: string; readonly options?: PlanOptions }>> =
  {
    "a new table with an index": {
      from: "",
      to: "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL DEFAULT ''); CREATE INDEX t_a ON t (a)",
    },
    "a dropped table with a trigger and a view": {
      from: "CREATE TABLE t (id INTEGER); CREATE TABLE u (x); CREATE VIEW v AS SELECT id FROM t; CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO u VALUES (new.id); END",
      to: "CREATE TABLE u (x)",
    },
    "an added column": {
      from: "CREATE TABLE t (id INTEGER)",
      to: "CREATE TABLE t (id INTEGER, note TEXT DEFAULT 'x')",
    },
    "an added column that the database cannot add": {
      from: "CREATE TABLE t (id INTEGER); CREATE INDEX i ON t (id); INSERT INTO t VALUES (1), (2)",
      to: "CREATE TABLE t (id INTEGER, at TEXT NOT NULL DEFAULT (datetime('now'))); CREATE INDEX i ON t (id)",
    },
    "a dropped column in a view that stays": {
      from: "CREATE TABLE t (id INTEGER, a TEXT, b TEXT); CREATE VIEW v AS SELECT id, a FROM t; INSERT INTO t VALUES (1, 'a', 'b')",
      to: "CREATE TABLE t (id INTEGER, a TEXT); CREATE VIEW v AS SELECT id, a FROM t",
    },
    "a changed type with foreign keys around": {
      from: "CREATE TABLE p (id INTEGER PRIMARY KEY, n INTEGER); CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p ON DELETE CASCADE, self INTEGER REFERENCES c); INSERT INTO p VALUES (1, 2); INSERT INTO c VALUES (1, 1, 1)",
      to: "CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT); CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p ON DELETE CASCADE, self INTEGER REFERENCES c)",
    },
    "constraints that come and go": {
      from: "CREATE TABLE t (a INTEGER UNIQUE, b INTEGER, CONSTRAINT small CHECK (a < 10))",
      to: "CREATE TABLE t (a INTEGER, b INTEGER UNIQUE, CONSTRAINT small CHECK (a < 100), CHECK (b > 0))",
    },
    "another kind of table": {
      from: "CREATE TABLE t (a TEXT PRIMARY KEY, b INTEGER); INSERT INTO t VALUES ('x', 1)",
      to: "CREATE TABLE t (a TEXT PRIMARY KEY, b INTEGER) STRICT, WITHOUT ROWID",
    },
    renames: {
      from: "CREATE TABLE t (a TEXT CHECK (a <> ''), b INTEGER); CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT a FROM t; INSERT INTO t VALUES ('x', 1)",
      to: "CREATE TABLE u (c TEXT CHECK (c <> ''), b INTEGER); CREATE INDEX i ON u (c); CREATE VIEW v AS SELECT c AS a FROM u",
      options: { renames: { "table t": "u", "column t.a": "c" } },
    },
  };

describe("the way from one SQLite schema to another", () => {
  for (const [name, { from, to, options }] of Object.entries(CASES)) {
    it(`${name}, there`, async () => {
      expect(await evolve(from, to, options)).toMatchSnapshot();
    });
    if (options === undefined)
      it(`${name}, and back`, async () => {
        expect(await evolve(to, from, options)).toMatchSnapshot();
      });
  }
});
