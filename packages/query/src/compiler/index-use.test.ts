import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { everything } from "../ast/everything-node.ts";
import { afterPosition } from "../ast/keyset-node.ts";
import { totalOrder } from "../ast/total-order.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { parseSort } from "../parser/parse-sort.ts";
import { parsePipeline } from "../pipeline/parse-pipeline.ts";
import type { Statement } from "../statement/statement.ts";
import { queryTable } from "../table/query-table-from-schema.ts";
import { compileStatement } from "./compile-statement.ts";

const schema = {
  name: "people",
  columns: [
    { name: "id", type: { kind: "integer" }, nullable: false },
    { name: "name", type: { kind: "text" }, nullable: false },
    { name: "age", type: { kind: "real" }, nullable: true },
    { name: "profile", type: { kind: "json" }, nullable: true },
    { name: "tags", type: { kind: "array", element: { kind: "text" } }, nullable: true },
  ],
  primaryKey: { columns: ["id"] },
  uniques: [],
  foreignKeys: [],
  indexes: [],
} as const;
const table = queryTable(schema);
const select = (filter: unknown, orderBy: readonly string[] = []): Statement => ({
  kind: "select",
  table,
  where: parseFilter(filter, table),
  orderBy: parseSort(orderBy, table),
});

const pageAfter = (orderBy: readonly string[], position: readonly (string | number)[]): Statement => {
  const order = totalOrder(parseSort(orderBy, table), ["id"]);
  return { kind: "select", table, where: afterPosition(order, position), orderBy: order, limit: 20 };
};

/** Looks people up by a field of theirs, from a few of them. */
const lookup = (localField: string, foreignField: string): Statement => {
  const source = { name: "Person", table };
  const known = { ...table, sources: { names: () => ["Person"], get: () => source } };
  const stages = parsePipeline(
    [{ $match: { id: { $lt: 0 } } }, { $lookup: { from: "Person", localField, foreignField, as: "same" } }],
    known,
  );
  return { kind: "pipeline", table: known, where: everything(), stages };
};

/** How the plan of a statement is asked for, and what it says where an index serves. */
const EXPLAIN = {
  postgres: ["EXPLAIN", /Index (?:Only )?(?:Scan|Cond)/],
  sqlite: ["EXPLAIN QUERY PLAN", /USING (?:COVERING )?(?:INDEX|INTEGER PRIMARY KEY)/],
} as const;

describe.each(runners)("$name", ({ name, open }) => {
  let runner: QueryRunner;

  beforeAll(async () => {
    runner = await open();
    const collation = runner.dialect === "postgres" ? ' COLLATE "C"' : "";
    await runner.query(
      `CREATE TABLE people (id integer PRIMARY KEY, name text${collation} NOT NULL, age double precision, ${runner.dialect === "postgres" ? "profile jsonb, tags text[]" : "profile text, tags text"})`,
    );
    await runner.query("CREATE INDEX people_name ON people (name)");
    await runner.query("CREATE INDEX people_age ON people (age)");
    await runner.query("CREATE INDEX people_name_id ON people (name, id)");
    const rows = Array.from({ length: 3000 }, (_, index) => [
      index,
      `name ${index}`,
      index / 7,
      { city: `city ${index}`, orders: [{ status: `s${index}` }] },
      [`tag ${index}`],
    ]);
    for (let from = 0; from < rows.length; from += 500) {
      await runner.run({
        kind: "insert",
        table,
        fields: ["id", "name", "age", "profile", "tags"],
        rows: rows.slice(from, from + 500),
        returning: [],
      });
    }
    await runner.query("ANALYZE people");
  });

  afterAll(() => runner.close());

  it.each([
    ["equality", select({ id: 5 })],
    ["equality of text", select({ name: "name 5" })],
    ["a range of text", select({ name: { $gte: "name 5", $lt: "name 51" } })],
    ["a beginning", select({ name: { $startsWith: "name 299" } })],
    ["a beginning as a regular expression", select({ name: { $regex: "^name 299" } })],
    ["membership", select({ id: { $in: [1, 2, 3] } })],
    ["a range of numbers", select({ age: { $gt: 400, $lt: 410 } })],
    ["a lower bound alone", select({ age: { $gt: 425 } })],
    ["an order of text", { ...select({}, ["name"]), limit: 5 }],
    ["a page after a key", pageAfter(["id"], [2500])],
    ["a page after a text and a key", pageAfter(["name"], ["name 5", 5])],
    ["a page before a text and a key", pageAfter(["-name"], ["name 5", 5])],
    ["a page after mixed directions", pageAfter(["name", "-id"], ["name 5", 5])],
    ["a count of few", { kind: "count", table, where: parseFilter({ name: { $startsWith: "name 299" } }, table) }],
    ["a delete by key", { kind: "delete", table, where: parseFilter({ id: 1 }, table), returning: [] }],
  ] as readonly (readonly [string, Statement])[])("lets an index serve %s", async (_, statement) => {
    const { plan, parameters } = compileStatement(statement, runner.dialect);
    const [explain, pattern] = EXPLAIN[runner.dialect];
    const lines = await runner.query(`${explain} ${plan.text}`, parameters);
    expect(lines.flat().join("\n")).toMatch(pattern);
    expect(lines.flat().join("\n")).not.toMatch(/Seq Scan|SCAN people$/m);
  });

  it.each([
    ["a key", lookup("id", "id")],
    ["a text that cannot be null", lookup("name", "name")],
    ["a number that can be null on both sides", lookup("age", "age")],
  ])("lets an index serve a lookup by %s", async (_, statement) => {
    const { plan, parameters } = compileStatement(statement, runner.dialect);
    const [explain] = EXPLAIN[runner.dialect];
    const text = (await runner.query(`${explain} ${plan.text}`, parameters)).flat().join("\n");
    expect(text).toMatch(/Index (?:Only )?Scan(?: using \S+)? on people|SEARCH l1 USING/);
    expect(text).not.toMatch(/Seq Scan|SCAN (?:l1|people)$/m);
  });

  it.runIf(name === "postgres").each([
    ["a text in a document", { "profile.city": "city 5" }],
    ["a text in the objects of an array", { "profile.orders.status": "s5" }],
    ["an element named by its index", { "profile.orders.0.status": "s5" }],
    ["an element of an array column", { tags: "tag 5" }],
    ["all of some elements", { tags: { $all: ["tag 5"] } }],
    ["one of some elements", { tags: { $overlap: ["tag 5", "tag 6"] } }],
  ])("lets an inverted index serve %s", async (_, filter) => {
    await runner.query("CREATE INDEX IF NOT EXISTS people_profile ON people USING gin (profile jsonb_path_ops)");
    await runner.query("CREATE INDEX IF NOT EXISTS people_tags ON people USING gin (tags)");
    await runner.query("ANALYZE people");
    const { plan, parameters } = compileStatement(select(filter), runner.dialect);
    const lines = await runner.query(`EXPLAIN ${plan.text}`, parameters);
    expect(lines.flat().join("\n")).toMatch(/Bitmap Index Scan on people_(?:profile|tags)/);
  });
});
