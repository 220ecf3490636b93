import { type Connection, connect } from "@dataflow/database";
import { afterEach, expect, it } from "vitest";
import { applyMigration } from "../../apply/apply-migration.ts";
import type { Catalog } from "../../catalog/catalog.ts";
import { readCatalog } from "../../introspect/read-catalog.ts";
import { planMigration } from "../../plan/plan-migration.ts";
import { isWidening } from "./affinity.ts";

let connection: Connection;
afterEach(() => connection.close());

async function catalogOf(sql: string): Promise<Catalog> {
  const other = connect("sqlite::memory:");
  await other.run(sql);
  const catalog = await readCatalog(other);
  await other.close();
  return catalog;
}

it("a column whose new type would change its values is narrowed only when that is allowed", async () => {
  connection = connect("sqlite::memory:");
  await connection.run("CREATE TABLE t (id INTEGER PRIMARY KEY, zip TEXT); INSERT INTO t VALUES (1, '007'), (2, 'x')");
  const actual = await readCatalog(connection);
  const wanted = await catalogOf("CREATE TABLE t (id INTEGER PRIMARY KEY, zip INTEGER)");
  const plan = planMigration(actual, wanted);
  expect(plan.segments).toEqual([]);
  expect(plan.refused).toMatchObject([{ object: "column t.zip", allow: "narrow column t.zip" }]);
  await applyMigration(connection, planMigration(actual, wanted, { allow: ["narrow column t.zip"] }));
  const { rows } = await connection.query("SELECT zip, typeof(zip) AS type FROM t ORDER BY id");
  expect(rows).toEqual([
    { zip: 7, type: "integer" },
    { zip: "x", type: "text" },
  ]);
});

it("a column that keeps every value is changed without a word", async () => {
  connection = connect("sqlite::memory:");
  await connection.run("CREATE TABLE t (id INTEGER PRIMARY KEY, n INT); INSERT INTO t VALUES (1, 5), (2, 'x')");
  const wanted = await catalogOf("CREATE TABLE t (id INTEGER PRIMARY KEY, n BIGINT)");
  const plan = planMigration(await readCatalog(connection), wanted);
  expect(plan.refused).toEqual([]);
  await applyMigration(connection, plan);
  const { rows } = await connection.query("SELECT n, typeof(n) AS type FROM t ORDER BY id");
  expect(rows).toEqual([
    { n: 5, type: "integer" },
    { n: "x", type: "text" },
  ]);
});

it("knows which types keep every value", () => {
  const kept = ["INT BIGINT", "VARCHAR(5) TEXT", "VARCHAR(5) VARCHAR(9)", "TEXT BLOB", "INTEGER NUMERIC", "REAL REAL"];
  const lost = ["TEXT INTEGER", "TEXT NUMERIC", "BIGINT INT", "REAL INTEGER", "NUMERIC REAL", "VARCHAR(9) VARCHAR(5)"];
  const isKept = (pair: string): boolean => {
    const [from = "", to = ""] = pair.split(" ");
    return isWidening(from, to);
  };
  expect(kept.filter((pair) => !isKept(pair))).toEqual([]);
  expect(lost.filter(isKept)).toEqual([]);
});
