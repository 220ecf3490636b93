import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { isNull } from "../ast/null-node.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import type { QueryRelation } from "../table/query-relation.ts";
import type { QueryTable } from "../table/query-table.ts";
import { queryTable } from "../table/query-table-from-schema.ts";
import { compileFilter } from "./compile-filter.ts";
import { compileStatement } from "./compile-statement.ts";

const column = (name: string) => ({ name, type: { kind: "integer" }, nullable: true }) as const;
const rest = { uniques: [], foreignKeys: [], indexes: [], primaryKey: { columns: ["id"] } } as const;
const id = { name: "id", type: { kind: "integer" }, nullable: false } as const;

/** Nodes of a tree, in a table with the name that a subquery over it would take. */
const nodes: QueryTable = {
  ...queryTable({ name: "r1", columns: [id, column("parent"), column("weight"), column("gone")], ...rest }),
  relations: { get: (name) => relations.get(name), names: () => [...relations.keys()] },
};
const relations = new Map<string, QueryRelation>([
  ["up", { name: "up", kind: "one", field: "parent", target: nodes, targetField: "id" }],
  [
    "down",
    { name: "down", kind: "many", field: "id", target: nodes, targetField: "parent", visible: () => isNull("gone") },
  ],
]);
const text = (filter: object) => compileFilter(nodes, parseFilter(filter, nodes), "postgres").text;

it("is a subquery whose columns are all qualified", () => {
  expect(text({ up: { weight: 1 } })).toBe(
    'EXISTS (SELECT 1 FROM "r1" AS "r1_" WHERE "r1_"."id" = "r1"."parent" AND ("r1_"."weight" = $1))',
  );
  expect(text({ up: null })).toBe('NOT EXISTS (SELECT 1 FROM "r1" AS "r1_" WHERE "r1_"."id" = "r1"."parent")');
  expect(text({ up: { up: { weight: 1 } }, weight: 2 })).toBe(
    'EXISTS (SELECT 1 FROM "r1" AS "r1_" WHERE "r1_"."id" = "r1"."parent" AND ' +
      '(EXISTS (SELECT 1 FROM "r1" AS "r2" WHERE "r2"."id" = "r1_"."parent" AND ("r2"."weight" = $1)))) AND "weight" = $2',
  );
});

it("adds what may be seen at every end, negated or not", () => {
  expect(text({ down: { $some: { weight: 1 } } })).toContain('AND ("r1_"."gone" IS NULL AND "r1_"."weight" = $1))');
  expect(text({ down: { $none: {} } })).toBe(
    'NOT EXISTS (SELECT 1 FROM "r1" AS "r1_" WHERE "r1_"."parent" = "r1"."id" AND ("r1_"."gone" IS NULL))',
  );
  expect(text({ down: { $every: { weight: 1 } } })).toContain(
    'AND ("r1_"."gone" IS NULL AND ("r1_"."weight" <> $1 OR "r1_"."weight" IS NULL)))',
  );
});

it("shares a plan with every filter of its shape, and with no other", () => {
  const planOf = (filter: object) =>
    compileStatement({ kind: "count", table: nodes, where: parseFilter(filter, nodes) }, "sqlite").plan;
  expect(planOf({ up: { weight: 1 } })).toBe(planOf({ up: { weight: 2 } }));
  expect(planOf({ up: { weight: 1 } })).not.toBe(planOf({ down: { $some: { weight: 1 } } }));
  expect(planOf({ up: { weight: 1 } })).not.toBe(planOf({ up: {}, weight: 1 }));
});

describe.each(runners)("$name", ({ open }) => {
  let runner: QueryRunner;
  beforeAll(async () => {
    runner = await open();
    await runner.query("CREATE TABLE r1 (id integer PRIMARY KEY, parent integer, weight integer, gone integer)");
    await runner.query("CREATE INDEX r1_parent ON r1 (parent)");
    await runner.query("CREATE INDEX r1_weight ON r1 (weight)");
    const rows = Array.from({ length: 3000 }, (_, key) => [key, Math.floor(key / 3), key, null]);
    for (let from = 0; from < rows.length; from += 500) {
      const part = rows.slice(from, from + 500);
      const fields = ["id", "parent", "weight", "gone"];
      await runner.run({ kind: "insert", table: nodes, fields, rows: part, returning: [] });
    }
    await runner.query("ANALYZE r1");
  });
  afterAll(() => runner.close());

  it.each([
    ["$some", { down: { $some: { weight: 77 } } }, [25]],
    ["$none", { id: 30, down: { $none: { weight: 77 } } }, [30]],
    ["$every", { id: 30, down: { $every: { weight: { $gte: 90 } } } }, [30]],
    ["a reference", { id: 30, up: { weight: 10 } }, [30]],
  ])("lets an index serve %s", async (_, filter, ids) => {
    const where = parseFilter(filter, nodes);
    const { plan, parameters } = compileStatement({ kind: "select", table: nodes, where, orderBy: [] }, runner.dialect);
    expect((await runner.query(plan.text, parameters)).map(plan.readRow).map((row) => row.id)).toEqual(ids);
    const explain = runner.dialect === "postgres" ? "EXPLAIN" : "EXPLAIN QUERY PLAN";
    const lines = (await runner.query(`${explain} ${plan.text}`, parameters)).flat().join("\n");
    expect(lines).toMatch(/Index|SEARCH r1_ (?:EXISTS )?USING/);
    expect(lines).not.toMatch(/Seq Scan on r1 r1_|SCAN r1_/);
  });

  it("gives the first rows of each group in one statement", async () => {
    const where = parseFilter({ parent: { $in: [5, 6] } }, nodes);
    const orderBy = [{ kind: "sort", field: "weight", direction: "desc", nulls: "last" }] as const;
    const select = { kind: "select", table: nodes, fields: ["id"], where, orderBy } as const;
    const rows = await runner.run({ ...select, perGroup: { field: "parent", limit: 2 } });
    expect(rows.map((row) => row.id).sort()).toEqual([16, 17, 19, 20]);
    const bad = () =>
      compileStatement({ ...select, limit: 1, perGroup: { field: "parent", limit: 2 } }, runner.dialect);
    expect(bad).toThrow(expect.objectContaining({ code: "QUERY.INVALID_STATEMENT" }));
    const negative = () => compileStatement({ ...select, perGroup: { field: "parent", limit: -1 } }, runner.dialect);
    expect(negative).toThrow(expect.objectContaining({ code: "QUERY.INVALID_PAGE" }));
  });
});
