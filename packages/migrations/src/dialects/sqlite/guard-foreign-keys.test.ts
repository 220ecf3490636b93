import { type Connection, connect } from "@dataflow/database";
import { afterEach, beforeEach, expect, it } from "vitest";
import { guardForeignKeys } from "./guard-foreign-keys.ts";

let connection: Connection;
beforeEach(async () => {
  connection = connect("sqlite::memory:");
  await connection.run("PRAGMA foreign_keys = OFF");
  await connection.run(
    `CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1), (2);
     CREATE TABLE a (p INTEGER REFERENCES p (id)); INSERT INTO a VALUES (1), (77);
     CREATE TABLE b (p INTEGER REFERENCES p (id)); INSERT INTO b VALUES (2)`,
  );
});
afterEach(() => connection.close());

function guarded(...statements: readonly string[]): Promise<void> {
  return connection.transaction(() =>
    guardForeignKeys(connection, statements, async () => {
      for (const sql of statements) await connection.run(sql);
    }),
  );
}

it("takes rows that referred to nothing before as they are", async () => {
  await guarded("DELETE FROM b");
  expect((await connection.query("SELECT count(*) AS n FROM a")).rows).toEqual([{ n: 2 }]);
});

it("refuses a row that comes to refer to nothing, also where another one has ceased to", async () => {
  await expect(guarded("DELETE FROM a WHERE p = 77", "DELETE FROM p WHERE id = 2")).rejects.toMatchObject({
    code: "MIGRATION.FOREIGN_KEYS_BROKEN",
    meta: { places: ["b → p"] },
  });
  expect((await connection.query("SELECT count(*) AS n FROM p")).rows).toEqual([{ n: 2 }]);
});

it("knows them again when their tables are called otherwise", async () => {
  await guarded("DELETE FROM b", 'ALTER TABLE a RENAME TO "new ""a"""', "ALTER TABLE p RENAME TO q");
  expect((await connection.query('SELECT count(*) AS n FROM "new ""a"""')).rows).toEqual([{ n: 2 }]);
});
