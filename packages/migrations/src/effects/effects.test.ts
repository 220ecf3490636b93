import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseSql } from "../sql/parse-sql.ts";
import { compareEffects } from "./compare-effects.ts";
import { predictEffects, predictScript } from "./predict/predict-effects.ts";
import { readPredictionFacts } from "./predict/read-prediction-facts.ts";
import { traceEffects } from "./trace/trace-effects.ts";

describe.each(databases)("the effects of statements on $name", ({ freshUrl }) => {
  let connection: Connection;
  beforeEach(async () => {
    connection = connect(await freshUrl(), { poolSize: 2 });
    await connection.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)");
    await connection.run("INSERT INTO notes VALUES (1, 'a')");
  });
  afterEach(() => connection.close());

  it("are nobody's business where the script has made the table itself", async () => {
    const sql = "CREATE TABLE fresh (id INTEGER, a INTEGER); CREATE INDEX fresh_a ON fresh (a); DROP TABLE fresh";
    const effects = await predictScript(sql, await readPredictionFacts(connection));
    expect(effects.flatMap(({ relations }) => relations).filter(({ relation }) => relation.kind !== "file")).toEqual(
      [],
    );
    expect(effects.flatMap(({ unknown }) => unknown)).toEqual([]);
  });

  it("do not touch the facts, so that each prediction begins anew", async () => {
    const facts = await readPredictionFacts(connection);
    const sql = "ALTER TABLE notes RENAME TO renamed; CREATE INDEX x ON renamed (body)";
    const first = await predictScript(sql, facts);
    expect(await predictScript(sql, facts)).toEqual(first);
    expect(first[1]?.relations).toContainEqual(expect.objectContaining({ buildsIndex: true, scans: true }));
  });

  it("fail when a statement fails, and leave nothing", async () => {
    await expect(traceEffects(connection, ["CREATE TABLE x (id INTEGER)", "DROP TABLE absent"])).rejects.toMatchObject({
      code: "DATABASE.UNDEFINED_TABLE",
    });
    await expect(connection.query("SELECT * FROM x")).rejects.toMatchObject({ code: "DATABASE.UNDEFINED_TABLE" });
  });

  it("are compared point by point", async () => {
    const sql = "CREATE INDEX x ON notes (body)";
    const [traced] = await traceEffects(connection, [sql]);
    const [predicted] = await predictScript(sql, await readPredictionFacts(connection));
    if (traced === undefined || predicted === undefined) throw new Error("nothing was seen");
    expect(compareEffects(predicted, traced)).toEqual([]);
    const missed = compareEffects({ ...predicted, relations: [] }, traced);
    expect(missed.every(({ isUnderstated }) => isUnderstated)).toBe(true);
    expect(missed.map(({ about }) => about)).toEqual(expect.arrayContaining(["lock", "scans", "buildsIndex"]));
    const invented = compareEffects(predicted, { ...traced, relations: [] });
    expect(invented.map(({ isUnderstated }) => isUnderstated)).toEqual(invented.map(() => false));
    expect(invented).toHaveLength(missed.length);
    // What the tracer could not see of is only compared where more was seen than foretold.
    expect(compareEffects(predicted, { ...traced, relations: [], unknown: ["the rest"] })).toEqual([]);
  });
});

describe.each(databases.filter(({ name }) => name === "postgres"))("what only $name has", ({ freshUrl }) => {
  let connection: Connection;
  beforeEach(async () => {
    connection = connect(await freshUrl(), { poolSize: 2 });
    await connection.run(
      "CREATE TABLE notes (id integer PRIMARY KEY, body text); INSERT INTO notes VALUES (1, 'a'), (2, 'a')",
    );
  });
  afterEach(() => connection.close());

  const HIDDEN = [
    "DO $$ BEGIN ALTER TABLE notes ADD COLUMN x integer; END $$",
    "SELECT hidden()",
    "CALL hidden_too()",
    "UPDATE watched SET id = 1",
    "ALTER TABLE absent ADD COLUMN x integer",
    "IMPORT FOREIGN SCHEMA a FROM SERVER b INTO c",
    "REINDEX DATABASE postgres",
  ];

  it.each(HIDDEN)("never takes what is hidden for harmless: %s", async (sql) => {
    await connection.run(`
      CREATE FUNCTION hidden() RETURNS void LANGUAGE plpgsql AS 'BEGIN ALTER TABLE notes ADD COLUMN x integer; END';
      CREATE PROCEDURE hidden_too() LANGUAGE plpgsql AS 'BEGIN ALTER TABLE notes ADD COLUMN x integer; END';
      CREATE TABLE watched (id integer);
      CREATE FUNCTION moved() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
      CREATE TRIGGER moved AFTER UPDATE ON watched FOR EACH ROW EXECUTE FUNCTION moved()`);
    const [statement] = await parseSql(sql);
    if (statement === undefined) throw new Error("not parsed");
    expect(predictEffects(statement, await readPredictionFacts(connection)).unknown).not.toEqual([]);
  });

  it("sees what a DO block does", async () => {
    const sql = "DO $$ BEGIN ALTER TABLE notes ALTER COLUMN id TYPE bigint; END $$";
    const [traced] = await traceEffects(connection, [sql]);
    expect(traced?.relations).toContainEqual({
      relation: { schema: "public", name: "notes", kind: "table" },
      lock: "ACCESS EXCLUSIVE",
      rewrites: true,
      scans: true,
      buildsIndex: true,
    });
  });

  it("removes the index of a concurrent build that fails", async () => {
    const sql = "CREATE UNIQUE INDEX CONCURRENTLY twice ON notes (body)";
    await expect(traceEffects(connection, [sql])).rejects.toMatchObject({ code: "DATABASE.UNIQUE_VIOLATION" });
    expect((await connection.query("SELECT to_regclass('twice') AS oid")).rows).toEqual([{ oid: null }]);
  });

  it("does not run what cannot be undone", async () => {
    await connection.run("CREATE INDEX notes_body ON notes (body)");
    const [dropped, system] = await traceEffects(connection, [
      "DROP INDEX CONCURRENTLY notes_body",
      "ALTER SYSTEM SET work_mem = '5MB'",
    ]);
    expect(dropped).toMatchObject({ nonTransactional: true, relations: [{ lock: "SHARE UPDATE EXCLUSIVE" }] });
    expect([dropped, system].map((effects) => effects?.unknown.length)).toEqual([1, 1]);
    expect(
      (await connection.query("SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'notes_body'::regclass"))
        .rows,
    ).toEqual([{ valid: true }]);
  });
});
