import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { catalogFingerprint } from "../../catalog/catalog-fingerprint.ts";
import { readCatalog } from "../../introspect/read-catalog.ts";
import { compareEffects } from "../compare-effects.ts";
import { blocksReads, blocksWrites } from "../lock-mode.ts";
import { predictScript } from "../predict/predict-effects.ts";
import { readPredictionFacts } from "../predict/read-prediction-facts.ts";
import { traceEffects } from "../trace/trace-effects.ts";

// What is foretold of each form is what the program says that SQLite makes of it.

const SCHEMA = `
  CREATE TABLE parents (id INTEGER PRIMARY KEY, code TEXT);
  CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parents (id), note TEXT);
  CREATE TABLE checked (id INTEGER PRIMARY KEY, a INTEGER CHECK (a > 0));
  CREATE TABLE strict_one (id INTEGER PRIMARY KEY, a INTEGER) STRICT;
  CREATE TABLE plain (id INTEGER PRIMARY KEY, a INTEGER, b TEXT, v INTEGER AS (a + 1) VIRTUAL,
    s INTEGER AS (a + 2) STORED);
  CREATE TABLE keyed (code TEXT PRIMARY KEY, a INTEGER, b INTEGER) WITHOUT ROWID;
  CREATE INDEX plain_b ON plain (b);
  CREATE VIEW seen AS SELECT id, code FROM parents;
  INSERT INTO parents VALUES (1, 'a'), (2, 'b'); INSERT INTO children VALUES (1, 1, 'x');
  INSERT INTO checked VALUES (1, 1); INSERT INTO plain (id, a, b) VALUES (1, 1, 'b');
  INSERT INTO keyed VALUES ('k', 1, 1)`;

const FORMS: readonly (readonly string[])[] = [
  ["CREATE TABLE x (id INTEGER PRIMARY KEY, a TEXT UNIQUE)"],
  ["CREATE TABLE x AS SELECT id, a FROM plain"],
  ["CREATE TABLE x AS SELECT id FROM seen"],
  ["CREATE VIEW x AS SELECT id FROM plain"],
  ["CREATE TRIGGER x AFTER INSERT ON plain BEGIN DELETE FROM parents; END"],
  ["CREATE INDEX x ON plain (a)"],
  ["CREATE UNIQUE INDEX x ON keyed (a)"],
  ["DROP INDEX plain_b"],
  ["DROP TABLE plain"],
  ["DROP VIEW seen"],
  ["ALTER TABLE plain ADD COLUMN x TEXT"],
  ["ALTER TABLE plain ADD COLUMN x INTEGER NOT NULL DEFAULT 1"],
  ["ALTER TABLE plain ADD COLUMN x INTEGER CHECK (x > 0)"],
  ["ALTER TABLE plain ADD COLUMN x INTEGER AS (a + 3) VIRTUAL"],
  ["ALTER TABLE plain ADD COLUMN x INTEGER AS (id + 3) VIRTUAL NOT NULL"],
  ["ALTER TABLE checked ADD COLUMN x TEXT"],
  ["ALTER TABLE strict_one ADD COLUMN x TEXT"],
  ["ALTER TABLE children ADD COLUMN x INTEGER REFERENCES parents"],
  ["ALTER TABLE children DROP COLUMN note"],
  ["ALTER TABLE keyed DROP COLUMN b"],
  ["ALTER TABLE plain DROP COLUMN v"],
  ["ALTER TABLE plain DROP COLUMN s"],
  ["ALTER TABLE plain RENAME TO renamed"],
  ["ALTER TABLE plain RENAME COLUMN a TO renamed"],
  ["ALTER TABLE plain ALTER COLUMN a SET NOT NULL"],
  ["ALTER TABLE plain ALTER COLUMN b DROP NOT NULL"],
  ["ALTER TABLE plain ADD CONSTRAINT x CHECK (a > 0)"],
  ["ALTER TABLE plain ADD CONSTRAINT x CHECK (a > 0)", "ALTER TABLE plain DROP CONSTRAINT x"],
  ["REINDEX plain"],
  ["REINDEX plain_b"],
  ["VACUUM"],
  ["ANALYZE plain"],
  ["SELECT id FROM seen"],
  ["INSERT INTO checked VALUES (2, 1)"],
  ["INSERT INTO checked SELECT id + 10, 1 FROM parents"],
  ["UPDATE plain SET a = 2"],
  ["DELETE FROM children"],
  ["PRAGMA foreign_keys = ON"],
  [
    "CREATE TABLE rebuilt (id INTEGER PRIMARY KEY, a INTEGER, b TEXT)",
    "INSERT INTO rebuilt SELECT id, a, b FROM plain",
    "DROP TABLE plain",
    "ALTER TABLE rebuilt RENAME TO plain",
    "CREATE INDEX plain_b ON plain (b)",
  ],
  [
    "CREATE TABLE x (id INTEGER)",
    "CREATE INDEX y ON x (id)",
    "ALTER TABLE x ADD COLUMN z INTEGER CHECK (z > 0)",
    "DROP TABLE x",
  ],
  ["ALTER TABLE plain RENAME TO renamed", "ALTER TABLE renamed DROP COLUMN s"],
];

describe.each(databases.filter(({ name }) => name === "sqlite"))("$name", ({ freshUrl }) => {
  let connection: Connection;
  let url: string;
  beforeEach(async () => {
    url = await freshUrl();
    connection = connect(url);
    await connection.run(SCHEMA);
  });
  afterEach(() => connection.close());

  it.each(FORMS.map((script) => [script.join("; "), script] as const))("%s", async (sql, script) => {
    const before = catalogFingerprint(await readCatalog(connection));
    const predicted = await predictScript(sql, await readPredictionFacts(connection));
    const traced = await traceEffects(connection, script);
    expect(predicted).toHaveLength(script.length);
    for (const [index, effects] of predicted.entries()) {
      const trace = traced[index];
      expect(effects.unknown, effects.statement).toEqual([]);
      if (trace !== undefined) expect(compareEffects(effects, trace), effects.statement).toEqual([]);
    }
    expect(catalogFingerprint(await readCatalog(connection))).toBe(before);
  });

  it("says truly who has to wait for the lock of the file", async () => {
    const other = connect(url, { busyTimeoutMs: 20 });
    const sql = "ALTER TABLE plain ADD COLUMN x TEXT";
    const [effects] = await predictScript(sql, await readPredictionFacts(connection));
    const lock = effects?.relations.find(({ relation }) => relation.kind === "file")?.lock;
    expect(lock !== undefined && [blocksReads(lock), blocksWrites(lock)]).toEqual([false, true]);
    await connection.transaction(async () => {
      await connection.run(sql);
      expect((await other.query("SELECT count(*) AS n FROM plain")).rows).toEqual([{ n: 1 }]);
      await expect(other.run("DELETE FROM plain")).rejects.toMatchObject({ code: "DATABASE.BUSY" });
    });
    await other.close();
  });

  it("keeps readers out where the journal is one that is rolled back", async () => {
    const memory = connect("sqlite::memory:");
    const [effects] = await predictScript("CREATE TABLE x (id INTEGER)", await readPredictionFacts(memory));
    expect(effects?.relations.map(({ lock }) => lock)).toEqual(["ACCESS EXCLUSIVE"]);
    await memory.close();
  });

  it("names what it cannot know", async () => {
    const facts = await readPredictionFacts(connection);
    const sql =
      "DROP TABLE parents; PRAGMA journal_mode = DELETE; ATTACH 'x' AS y; ALTER TABLE absent ADD COLUMN x TEXT";
    const unknown = (await predictScript(sql, facts)).map((effects) => effects.unknown);
    expect(unknown.every((reasons) => reasons.length > 0)).toBe(true);
  });
});
