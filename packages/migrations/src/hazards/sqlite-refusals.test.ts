import { type Connection, connect } from "@dataflow/database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assessSql } from "./assess-sql.ts";

const REFUSALS = ["add-column-refused", "drop-column-refused", "alter-not-supported"];

const STATEMENTS: readonly string[] = [
  "ALTER TABLE orders ADD COLUMN a TEXT NOT NULL",
  "ALTER TABLE orders ADD COLUMN a TEXT NOT NULL DEFAULT NULL",
  "ALTER TABLE orders ADD COLUMN a TEXT NOT NULL DEFAULT 'x'",
  "ALTER TABLE orders ADD COLUMN a TEXT DEFAULT CURRENT_TIMESTAMP",
  "ALTER TABLE orders ADD COLUMN a TEXT DEFAULT (1 + 1)",
  "ALTER TABLE orders ADD COLUMN a INTEGER DEFAULT -1",
  "ALTER TABLE orders ADD COLUMN a TEXT UNIQUE",
  "ALTER TABLE orders ADD COLUMN a INTEGER PRIMARY KEY",
  "ALTER TABLE orders ADD COLUMN a INTEGER REFERENCES kinds (id)",
  "ALTER TABLE orders ADD COLUMN a INTEGER DEFAULT 1 REFERENCES kinds (id)",
  "ALTER TABLE orders ADD COLUMN a INTEGER DEFAULT NULL REFERENCES kinds (id)",
  "ALTER TABLE orders ADD COLUMN a INTEGER GENERATED ALWAYS AS (id + 1) STORED",
  "ALTER TABLE orders ADD COLUMN a INTEGER GENERATED ALWAYS AS (id + 1) VIRTUAL",
  "ALTER TABLE orders ADD COLUMN a INTEGER CHECK (a > 0)",
  "ALTER TABLE orders DROP COLUMN id",
  "ALTER TABLE orders DROP COLUMN keyed",
  "ALTER TABLE orders DROP COLUMN unique_one",
  "ALTER TABLE orders DROP COLUMN checked",
  "ALTER TABLE orders DROP COLUMN partial",
  "ALTER TABLE orders DROP COLUMN kind_id",
  "ALTER TABLE orders DROP COLUMN plain",
  "ALTER TABLE orders ALTER COLUMN plain TYPE TEXT",
  "ALTER TABLE orders ALTER COLUMN plain SET NOT NULL",
  "ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0)",
  "ALTER TABLE orders ADD FOREIGN KEY (id) REFERENCES kinds (id)",
  "ALTER TABLE empty ADD COLUMN a TEXT NOT NULL",
  "ALTER TABLE empty ADD COLUMN a TEXT DEFAULT CURRENT_TIMESTAMP",
  "ALTER TABLE empty ADD COLUMN a INTEGER DEFAULT 1 REFERENCES kinds (id)",
  "ALTER TABLE empty ADD COLUMN a INTEGER GENERATED ALWAYS AS (id + 1) STORED",
  "ALTER TABLE empty ADD COLUMN a TEXT UNIQUE",
  "ALTER TABLE plan DROP COLUMN key",
  "ALTER TABLE plan DROP COLUMN action",
  "ALTER TABLE plan ADD COLUMN no TEXT NOT NULL",
];

let connection: Connection;
beforeAll(async () => {
  connection = connect("sqlite::memory:");
  await connection.run(`PRAGMA foreign_keys = ON;
    CREATE TABLE kinds (id INTEGER PRIMARY KEY);
    CREATE TABLE orders (id INTEGER PRIMARY KEY, keyed TEXT, unique_one TEXT UNIQUE, checked INTEGER, partial TEXT,
      kind_id INTEGER REFERENCES kinds (id), plain TEXT, CHECK (checked > 0));
    CREATE TABLE empty (id INTEGER PRIMARY KEY);
    CREATE TABLE plan (id INTEGER PRIMARY KEY, key TEXT UNIQUE, action TEXT);
    INSERT INTO plan VALUES (1, 'k', 'a');
    CREATE INDEX orders_indexed ON orders (keyed);
    CREATE INDEX orders_plain ON orders (kind_id, id) WHERE partial IS NOT NULL;
    DROP INDEX orders_plain;
    CREATE INDEX orders_partial ON orders (id) WHERE partial IS NOT NULL;
    INSERT INTO kinds VALUES (1); INSERT INTO orders VALUES (1, 'a', 'b', 1, 'c', 1, 'd')`);
});
afterAll(() => connection.close());

test.each(STATEMENTS)("what is said of it is what the database does: %s", async (sql) => {
  const { statements } = await assessSql(sql, { connection });
  const isRefused = statements[0]?.findings.some(({ rule }) => REFUSALS.includes(rule));
  const undone = new Error("undone");
  const fails = await connection
    .transaction(async () => {
      await connection.run(sql);
      throw undone;
    })
    .catch((error: unknown) => error !== undone);
  expect(isRefused).toBe(fails);
});

test("words of the grammar may be names, and are told as they are written", async () => {
  const sql = "ALTER TABLE plan DROP COLUMN Action; UPDATE plan SET key = 1; ALTER TABLE 'Plan' RENAME TO row";
  const { statements } = await assessSql(sql, { dialect: "sqlite" });
  const messages = statements.flatMap(({ findings }) => findings.map(({ message }) => message));
  expect(messages).toEqual(
    expect.arrayContaining([
      "Dropping plan.Action loses all its values",
      "What all rows of plan held there is lost",
      "Code that knows Plan fails from then on",
    ]),
  );
});

test("a column is added to a table of the script as long as it has no row", async () => {
  const made = "CREATE TABLE fresh (id INTEGER PRIMARY KEY);";
  const add = "ALTER TABLE fresh ADD COLUMN a TEXT NOT NULL;";
  const risk = async (sql: string): Promise<string> => (await assessSql(sql, { dialect: "sqlite" })).riskLevel;
  expect(await risk(`${made} ${add}`)).toBe("LOW");
  expect(await risk(`${made} INSERT INTO fresh VALUES (1); ${add}`)).toBe("HIGH");
  expect(await risk(`CREATE TABLE fresh AS SELECT 1 AS id; ${add}`)).toBe("HIGH");
});
