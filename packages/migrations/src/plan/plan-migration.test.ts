import type { DialectName } from "@dataflow/core";
import { connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { readCatalog } from "../introspect/read-catalog.ts";
import { assertEvolves } from "./evolution/assert-evolves.fixture.ts";
import type { PlanOptions } from "./plan-options.ts";

// The topics beside the law show that plans arrive; these show which steps are chosen where more than one way arrives.

interface ChosenSteps {
  readonly from: string;
  readonly to: string;
  readonly options?: PlanOptions;
  readonly there: readonly string[];
  /** Absent when the way back says nothing new. */
  readonly back?: readonly string[];
}

const POSTGRES: Readonly<Record<string, ChosenSteps>> = {
  "drops and makes again what looks at a changed type, with its comments and grants, and nothing else": {
    from: `CREATE TABLE t (id int PRIMARY KEY, a varchar(20) DEFAULT 'x', g text GENERATED ALWAYS AS (upper(a)) STORED); CREATE INDEX i ON t (lower(a));
      CREATE VIEW v AS SELECT id, a FROM t; CREATE VIEW w AS SELECT a FROM v; COMMENT ON VIEW w IS 'w'; GRANT SELECT ON v TO PUBLIC;
      CREATE INDEX apart ON t (id); CREATE VIEW beside AS SELECT 1 AS one; INSERT INTO t VALUES (1)`,
    to: `CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT 'y', g text GENERATED ALWAYS AS (upper(a)) STORED); CREATE INDEX i ON t (lower(a));
      CREATE VIEW v AS SELECT id, a FROM t; CREATE VIEW w AS SELECT a FROM v; COMMENT ON VIEW w IS 'w'; GRANT SELECT ON v TO PUBLIC;
      CREATE INDEX apart ON t (id); CREATE VIEW beside AS SELECT 1 AS one`,
    there: [
      ...["dropView w", "dropView v", "dropIndex i", "dropColumn t.g", "setColumnType t.a", "setColumnDefault t.a"],
      ...["addColumn t.g", "createIndex i", "createView v", "createView w", "createComment w", "createGrant v.public"],
    ],
  },
  "adds values to an enum in place, and makes it anew only to take some away": {
    from: "CREATE TYPE e AS ENUM ('b', 'd'); CREATE TABLE t (x e DEFAULT 'b', y e[]); CREATE VIEW v AS SELECT x FROM t WHERE x = 'b'; CREATE INDEX i ON t (x) WHERE x = 'b'",
    to: "CREATE TYPE e AS ENUM ('a', 'b', 'c', 'd', 'e'); CREATE TABLE t (x e DEFAULT 'a', y e[]); CREATE VIEW v AS SELECT x FROM t WHERE x = 'b'; CREATE INDEX i ON t (x) WHERE x = 'b'",
    there: ["addEnumValues e", "setColumnDefault t.x"],
    back: ["dropView v", "dropIndex i", "recreateEnum e", "setColumnDefault t.x", "createIndex i", "createView v"],
  },
  "breaks a circle of foreign keys by steps of their own": {
    from: "",
    to: "CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b",
    there: ["createTable a", "createTable b", "addConstraint a.a_b_fkey", "addConstraint b.b_a_fkey"],
    back: ["dropConstraint a.a_b_fkey", "dropConstraint b.b_a_fkey", "dropTable a", "dropTable b"],
  },
  "builds and drops indexes outside of transactions where writers go on": {
    from: "CREATE TABLE t (a int, b int); CREATE INDEX gone ON t (b)",
    to: "CREATE TABLE t (a int, b int); CREATE UNIQUE INDEX i ON t (a)",
    options: { concurrently: true },
    there: ["dropIndex gone (alone)", "createIndex i (alone)"],
  },
  "renames, and what names them follows by itself": {
    from: "CREATE TABLE t (a text CHECK (a <> ''), b int); CREATE INDEX i ON t (a); INSERT INTO t VALUES ('x', 1)",
    to: "CREATE TABLE u (c text CONSTRAINT t_a_check CHECK (c <> ''), b int); CREATE INDEX i ON u (c)",
    options: { renames: { "table public.t": "u", "column public.t.a": "c" } },
    there: ["renameTable u", "renameColumn u.c"],
  },
};

const SQLITE: Readonly<Record<string, ChosenSteps>> = {
  "adds and drops a column in place, below a view that stays": {
    from: "CREATE TABLE t (id INTEGER, a TEXT); CREATE VIEW v AS SELECT id, a FROM t; INSERT INTO t VALUES (1, 'a')",
    to: "CREATE TABLE t (id INTEGER, a TEXT, b TEXT DEFAULT 'x'); CREATE VIEW v AS SELECT id, a FROM t",
    there: ["addColumn t.b"],
    back: ["dropColumn t.b"],
  },
  "builds a table anew only for a column that cannot be added": {
    from: "CREATE TABLE t (id INTEGER); CREATE INDEX i ON t (id); INSERT INTO t VALUES (1), (2)",
    to: "CREATE TABLE t (id INTEGER, at TEXT NOT NULL DEFAULT (datetime('now'))); CREATE INDEX i ON t (id)",
    there: ["rebuildTable t"],
    back: ["dropColumn t.at"],
  },
  "builds a table anew once, however much changes, and leaves those around it alone": {
    from: "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER UNIQUE, b INTEGER, CONSTRAINT small CHECK (b < 10)); CREATE TABLE c (t INTEGER REFERENCES t ON DELETE CASCADE); INSERT INTO t VALUES (1, 2, 3); INSERT INTO c VALUES (1)",
    to: "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER UNIQUE, n TEXT, CONSTRAINT small CHECK (b < 100), CHECK (b > 0)) STRICT; CREATE TABLE c (t INTEGER REFERENCES t ON DELETE CASCADE)",
    there: ["rebuildTable t"],
    back: ["rebuildTable t"],
  },
  "renames, and only a view is made again": {
    from: "CREATE TABLE t (a TEXT CHECK (a <> ''), b INTEGER); CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT a FROM t; INSERT INTO t VALUES ('x', 1)",
    to: "CREATE TABLE u (c TEXT CHECK (c <> ''), b INTEGER); CREATE INDEX i ON u (c); CREATE VIEW v AS SELECT c AS a FROM u",
    options: { renames: { "table t": "u", "column t.a": "c" } },
    there: ["renameTable u", "renameColumn u.c", "dropView v", "createView v"],
  },
};

const CASES: ReadonlyMap<DialectName, Readonly<Record<string, ChosenSteps>>> = new Map([
  ["postgres", POSTGRES],
  ["sqlite", SQLITE],
]);

/** Takes a database of one schema to another, and says what was planned. */
async function evolve(
  from: string,
  to: string,
  { url, options }: { url: () => Promise<string>; options: PlanOptions },
) {
  const [one, other] = [connect(await url()), connect(await url())];
  try {
    await one.run(from);
    await other.run(to);
    const { segments } = await assertEvolves(one, await readCatalog(other), options);
    return segments.flatMap(({ mode, steps }) =>
      steps.map(({ id }) => (mode === "transactional" ? id : `${id} (alone)`)),
    );
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
}

describe.each(databases)("the steps of a plan on $name", ({ name, freshUrl: url }) => {
  it.each(Object.entries(CASES.get(name) ?? {}))("%s", async (_, { from, to, options = {}, there, back }) => {
    expect(await evolve(from, to, { url, options })).toEqual(there);
    if (back !== undefined) expect(await evolve(to, from, { url, options })).toEqual(back);
  });
});
