/**
 * Every page after a position is read from an index that has its order: from the position on, without sorting, and
 * without passing over rows that only share the first key.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyedTable } from "../../test/keyed-table.ts";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { allOf } from "../ast/and-node.ts";
import { equals } from "../ast/comparison-node.ts";
import { afterPosition } from "../ast/keyset-node.ts";
import { reverseOrder, totalOrder } from "../ast/total-order.ts";
import { parseSort } from "../parser/parse-sort.ts";
import type { SqlParameter } from "../statement/compiled-statement.ts";
import type { SelectStatement } from "../statement/statement.ts";
import { queryTable } from "../table/query-table-from-schema.ts";
import { compileStatement } from "./compile-statement.ts";

const table = queryTable(
  keyedTable("posts", [
    { name: "tenant", type: { kind: "text" }, nullable: false },
    { name: "state", type: { kind: "text" }, nullable: false },
    { name: "views", type: { kind: "integer" }, nullable: false },
    { name: "score", type: { kind: "integer" }, nullable: true },
    { name: "rank", type: { kind: "integer" }, nullable: true },
  ]),
);
const ROWS = 20_000;

/** Nulls are where an ascending order has them first, as an index of DataFlow's has them; `rank` has the other one. */
const INDEXES = [
  "views, id",
  "state, id DESC",
  "state, views DESC, id",
  "tenant, views, id",
  "score FIRST, id",
  "score FIRST, id DESC",
  "rank LAST, id",
];

const FIRST_SCORE = { field: "score", nulls: "first" } as const;
const LAST_RANK = { field: "rank", nulls: "last" } as const;

/** An order, and where in it a position is: far from both ends, with many rows that share its first key. */
const PAGES: readonly (readonly [string, readonly unknown[], readonly SqlParameter[]])[] = [
  ["the primary key", ["id"], [9_000]],
  ["a field", ["views"], [9_000, 9_000]],
  ["a field, the other way", ["-views"], [9_000, 9_000]],
  ["mixed directions and many equal", ["state", "-id"], ["s1", 9_001]],
  ["three keys that go to and fro", ["state", "-views", "id"], ["s1", 9_001, 9_001]],
  ["a field with nulls before it", [FIRST_SCORE], [50, 9_050]],
  ["nulls that come first", [FIRST_SCORE], [null, 9_000]],
  ["the same from their end", ["-score"], [null, 9_000]],
  ["a field with nulls behind it", ["-score"], [50, 9_050]],
  ["mixed directions before nulls", [FIRST_SCORE, "-id"], [50, 9_050]],
  ["mixed directions among nulls", [FIRST_SCORE, "-id"], [null, 9_000]],
  ["nulls that were asked to be last", [LAST_RANK], [50, 9_050]],
  ["among nulls that were asked to be last", [LAST_RANK], [null, 9_000]],
];

const EXPLAIN = { postgres: "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF)", sqlite: "EXPLAIN QUERY PLAN" } as const;

function expectRange(lines: string): void {
  expect(lines).toMatch(/Index (?:Only )?Scan|SEARCH posts USING/);
  expect(lines).not.toMatch(/Sort|Seq Scan|Bitmap|SCAN posts|TEMP B-TREE/);
  // A planner may read the primary key backwards and drop what has another state: some rows of each page, never thousands.
  for (const [, removed] of lines.matchAll(/Rows Removed by Filter: (\d+)/g)) expect(Number(removed)).toBeLessThan(200);
}

describe.each(runners)("$name", ({ open }) => {
  let runner: QueryRunner;

  beforeAll(async () => {
    runner = await open();
    const isServer = runner.dialect === "postgres";
    const text = isServer ? 'text COLLATE "C" NOT NULL' : "text NOT NULL";
    const numbers = isServer
      ? `generate_series(1, ${ROWS}) AS n(i)`
      : `(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS}) SELECT i FROM n)`;
    await runner.query(
      `CREATE TABLE posts (id integer PRIMARY KEY, tenant ${text}, state ${text}, views integer NOT NULL, score integer, rank integer)`,
    );
    const maybe = `CASE WHEN i % 3 = 0 THEN NULL ELSE i % 100 END`;
    await runner.query(
      `INSERT INTO posts SELECT i, 't' || (i % 7 % 2), 's' || (i % 4), i, ${maybe}, ${maybe} FROM ${numbers}`,
    );
    for (const [number, columns] of INDEXES.entries()) {
      // SQLite knows one place for nulls in an index, and no words for it.
      const placed = columns.replace(/ (FIRST|LAST)/g, isServer ? " NULLS $1" : "");
      await runner.query(`CREATE INDEX posts_${number} ON posts (${placed})`);
    }
    await runner.query(isServer ? "VACUUM ANALYZE posts" : "ANALYZE posts");
  });

  afterAll(() => runner.close());

  async function planOf(statement: SelectStatement): Promise<string> {
    const { plan, parameters } = compileStatement(statement, runner.dialect);
    const lines = await runner.query(`${EXPLAIN[runner.dialect]} ${plan.text}`, parameters);
    return lines.map((line) => String(line.at(-1))).join("\n");
  }

  it.each(PAGES)("reads a page at %s, forwards and backwards", async (_, input, position) => {
    const forwards = totalOrder(parseSort(input, table), table.primaryKey);
    for (const orderBy of [forwards, reverseOrder(forwards)]) {
      const where = afterPosition(orderBy, position);
      expectRange(await planOf({ kind: "select", table, where, orderBy, limit: 20 }));
    }
  });

  it("reads a page of one tenant", async () => {
    const orderBy = totalOrder(parseSort(["-views"], table), table.primaryKey);
    const where = allOf([equals("tenant", "t1"), afterPosition(orderBy, [9_001, 9_001])]);
    expectRange(await planOf({ kind: "select", table, where, orderBy, limit: 20 }));
  });

  it("begins a range only when those before it have left room, and never two at once", async () => {
    const orderBy = totalOrder(parseSort(["-score"], table), table.primaryKey);
    const page = { kind: "select", table, where: afterPosition(orderBy, [50, 9_050]), orderBy, limit: 20 } as const;
    const free = [
      "parallel_setup_cost",
      "parallel_tuple_cost",
      "min_parallel_table_scan_size",
      "min_parallel_index_scan_size",
    ];
    if (runner.dialect === "postgres") {
      expect(await planOf(page)).toMatch(/never executed/);
      for (const name of free) await runner.query(`SET ${name} = 0`);
      expect(await planOf(page)).not.toMatch(/Parallel Append/);
    }
    const everyRow = { ...page, fields: ["id"], limit: ROWS };
    const ids = (await runner.run(everyRow)).map(({ id }) => id);
    const { limit: _, ...sorted } = everyRow;
    expect(ids).toEqual((await runner.run(sorted)).map(({ id }) => id));
    for (const name of free) if (runner.dialect === "postgres") await runner.query(`RESET ${name}`);
  });
});
