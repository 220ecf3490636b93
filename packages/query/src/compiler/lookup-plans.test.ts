import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyedTable } from "../../test/keyed-table.ts";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { everything } from "../ast/everything-node.ts";
import { parsePipeline } from "../pipeline/parse-pipeline.ts";
import type { Statement } from "../statement/statement.ts";
import { queryTable } from "../table/query-table-from-schema.ts";
import { compileStatement } from "./compile-statement.ts";

const table = queryTable(
  keyedTable("people", [
    { name: "name", type: { kind: "text" }, nullable: false },
    { name: "age", type: { kind: "real" }, nullable: true },
  ]),
);

/** Looks people up by a field of theirs, from a few of them. */
const lookup = (localField: string, foreignField: string, after: readonly object[] = []): Statement => {
  const source = { name: "Person", table };
  const known = { ...table, sources: { names: () => ["Person"], get: () => source } };
  const stages = parsePipeline(
    [{ $match: { id: { $lt: 0 } } }, { $lookup: { from: "Person", localField, foreignField, as: "same" } }, ...after],
    known,
  );
  return { kind: "pipeline", table: known, where: everything(), stages };
};

const EXPLAIN = { postgres: "EXPLAIN", sqlite: "EXPLAIN QUERY PLAN" } as const;

describe.each(runners)("$name", ({ open }) => {
  let runner: QueryRunner;

  beforeAll(async () => {
    runner = await open();
    const collation = runner.dialect === "postgres" ? ' COLLATE "C"' : "";
    await runner.query(
      `CREATE TABLE people (id integer PRIMARY KEY, name text${collation} NOT NULL, age double precision)`,
    );
    await runner.query("CREATE INDEX people_name ON people (name)");
    await runner.query("CREATE INDEX people_age ON people (age)");
    const rows = Array.from({ length: 3000 }, (_, index) => [index, `name ${index}`, index / 7]);
    const insert = { kind: "insert", table, fields: ["id", "name", "age"], returning: [] } as const;
    for (let from = 0; from < rows.length; from += 500)
      await runner.run({ ...insert, rows: rows.slice(from, from + 500) });
    await runner.query("ANALYZE people");
  });

  afterAll(() => runner.close());

  it.each([
    ["a key", lookup("id", "id")],
    ["a text that cannot be null", lookup("name", "name")],
    ["a number that can be null on both sides", lookup("age", "age")],
  ])("lets an index serve a lookup by %s", async (_, statement) => {
    const { plan, parameters } = compileStatement(statement, runner.dialect);
    const lines = await runner.query(`${EXPLAIN[runner.dialect]} ${plan.text}`, parameters);
    const text = lines.flat().join("\n");
    expect(text).toMatch(/Index (?:Only )?Scan(?: using \S+)? on people|SEARCH l1 USING/);
    expect(text).not.toMatch(/Seq Scan|SCAN (?:l1|people)$/m);
  });

  it.each([
    ["that has rows", false],
    ["that may have none", true],
  ])("makes one join of a lookup %s and what unwinds it", async (_, preserveNullAndEmptyArrays) => {
    const unwind = [{ $unwind: { path: "$same", preserveNullAndEmptyArrays } }, { $project: { same: "$same.name" } }];
    const { plan, parameters } = compileStatement(lookup("id", "id", unwind), runner.dialect);
    const lines = await runner.query(`${EXPLAIN[runner.dialect]} ${plan.text}`, parameters);
    const text = lines.flat().join("\n");
    expect(plan.text).toContain(preserveNullAndEmptyArrays ? " LEFT JOIN (SELECT" : " JOIN (SELECT");
    expect(text).toMatch(/Index (?:Only )?Scan(?: using \S+)? on people l1|SEARCH l1 USING/);
    expect(text).not.toMatch(/Seq Scan|SubPlan|Function Scan|VIRTUAL TABLE|MATERIALIZE|SCAN (?:l1|people)$/m);
  });
});
