/**
 * What docs/queries.md says about indexes: its filters are run here, and each answer of its tables is held against the plan
 * of a real database, both the yes and the no. A line without a test fails, and so does a test without a line.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { afterPosition } from "../ast/keyset-node.ts";
import { totalOrder } from "../ast/total-order.ts";
import { parseAggregates } from "../parser/parse-aggregates.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { parseSort } from "../parser/parse-sort.ts";
import { parseUpdate } from "../parser/parse-update.ts";
import { parsePipeline } from "../pipeline/parse-pipeline.ts";
import type { Statement } from "../statement/statement.ts";
import type { QueryRelation } from "../table/query-relation.ts";
import type { QueryTable } from "../table/query-table.ts";
import { queryTable } from "../table/query-table-from-schema.ts";
import { compileStatement } from "./compile-statement.ts";

const DOCS = join(import.meta.dirname, "../../../../docs");
const SECTION = /\n### Indexes\n(.*?)\n## /s.exec(readFileSync(join(DOCS, "queries.md"), "utf8"))?.[1] ?? "";

/** The rows of the section's tables that have so many cells. */
function linesOf(cells: number): readonly (readonly string[])[] {
  const rows = SECTION.split("\n").filter((line) => line.startsWith("| ") && !/^\| what (?:is asked|else) /.test(line));
  return rows.map((line) => line.slice(2, -2).split(" | ")).filter((row) => row.length === cells);
}

const FILTERS = linesOf(5).map(([what = "", filter = "", index = "", ...answers]) => ({
  what,
  filter: filter.slice(1, -1),
  index: index.slice(1, -1),
  answers,
}));
const OTHERS = linesOf(4).map(([what = "", index = "", ...answers]) => ({ what, index: index.slice(1, -1), answers }));

const rest = { primaryKey: { columns: ["id"] }, uniques: [], foreignKeys: [], indexes: [] } as const;
const text = (name: string, nullable = false) => ({ name, type: { kind: "text" }, nullable }) as const;
const real = (name: string) => ({ name, type: { kind: "real" }, nullable: true }) as const;
const id = { name: "id", type: { kind: "integer" }, nullable: false } as const;

const relations: Readonly<Record<"orders" | "customers", Map<string, QueryRelation>>> = {
  orders: new Map(),
  customers: new Map(),
};
const related = (name: keyof typeof relations) => ({
  get: (relation: string) => relations[name].get(relation),
  names: () => [...relations[name].keys()],
});
const orders: QueryTable = {
  ...queryTable(
    {
      ...rest,
      name: "orders",
      columns: [
        id,
        text("code"),
        text("status"),
        text("note", true),
        real("total"),
        real("paid"),
        { name: "details", type: { kind: "json" }, nullable: true },
        { name: "tags", type: { kind: "array", element: { kind: "text" } }, nullable: true },
        { name: "customer_id", type: { kind: "integer" }, nullable: true },
      ],
    },
    { fieldName: (column) => (column === "customer_id" ? "customerId" : column) },
  ),
  relations: related("orders"),
};
const customers: QueryTable = {
  ...queryTable({ ...rest, name: "customers", columns: [id, text("name")] }),
  relations: related("customers"),
};
relations.orders.set("customer", {
  name: "customer",
  kind: "one",
  field: "customerId",
  target: customers,
  targetField: "id",
});
relations.customers.set("orders", {
  name: "orders",
  kind: "many",
  field: "id",
  target: orders,
  targetField: "customerId",
});

const where = parseFilter({ code: "c5" }, orders);
const byCode = totalOrder(parseSort(["code"], orders), ["id"]);

/** The statements of the second table. */
const STATEMENTS: Readonly<Record<string, Statement>> = {
  "an order of texts, with a limit": {
    kind: "select",
    table: orders,
    where: parseFilter({}, orders),
    orderBy: parseSort(["code"], orders),
    limit: 20,
  },
  "[a page after a position](pagination.md#what-it-becomes)": {
    kind: "select",
    table: orders,
    where: afterPosition(byCode, ["c5", 5]),
    orderBy: byCode,
    limit: 20,
  },
  "the number of rows of a filter": { kind: "count", table: orders, where },
  "groups over the rows of a filter": {
    kind: "aggregate",
    table: orders,
    where,
    ...parseAggregates({ groupBy: ["status"], aggregates: { sum: { $sum: "total" } } }, orders),
  },
  "`$match` at the head of a pipeline": {
    kind: "pipeline",
    table: orders,
    where: parseFilter({}, orders),
    stages: parsePipeline([{ $match: { code: "c5" } }, { $group: { _id: "$status", n: { $count: {} } } }], orders),
  },
  "an update of the rows of a filter": {
    kind: "update",
    table: orders,
    where,
    set: parseUpdate({ status: "s9" }, orders),
    returning: [],
  },
  "a delete of the rows of a filter": { kind: "delete", table: orders, where, returning: [] },
};

it("has a test for each line that claims an index, and a line for each test", () => {
  expect(FILTERS.length).toBeGreaterThan(20);
  expect(OTHERS.map(({ what }) => what)).toEqual(Object.keys(STATEMENTS));
  for (const { answers } of [...FILTERS, ...OTHERS]) expect(answers.join(" ")).toMatch(/^(?:yes|no) (?:yes|no)$/);
});

it("has a line for each operator whose page claims an index", () => {
  const claiming = readdirSync(join(DOCS, "operators")).filter((file) => {
    const section =
      readFileSync(join(DOCS, "operators", file), "utf8")
        .split("\n## Index\n")[1]
        ?.split("\n## ")[0] ?? "";
    return /serves (?!a |an |it\.? |what)/.test(section) && !/^\s*(?:No index|PostgreSQL: none|Rarely)/.test(section);
  });
  const served = FILTERS.filter(({ answers }) => answers.includes("yes")).map(({ filter }) => filter);
  for (const operator of claiming.map((file) => file.replace(".md", ""))) {
    if (operator === "$eq") continue;
    expect(
      served.filter((filter) => filter.includes(`${operator}:`)),
      operator,
    ).not.toEqual([]);
  }
  expect(claiming.length).toBeGreaterThan(8);
});

const ROWS = 20_000;
const EXPLAIN = { postgres: "EXPLAIN (COSTS OFF)", sqlite: "EXPLAIN QUERY PLAN" } as const;

describe.each(runners)("$name", ({ name, open }) => {
  let runner: QueryRunner;
  const isServer = name === "postgres";
  const indexes = [...new Set([...FILTERS, ...OTHERS].map(({ index }) => index))];

  beforeAll(async () => {
    runner = await open();
    const [words, json] = isServer ? ['text COLLATE "C"', "jsonb"] : ["text", "text"];
    const list = isServer ? "text[]" : "text";
    await runner.query(`CREATE TABLE customers (id integer PRIMARY KEY, name ${words} NOT NULL)`);
    await runner.query(
      `CREATE TABLE orders (id integer PRIMARY KEY, code ${words} NOT NULL, status ${words} NOT NULL, note ${words},
         total double precision, paid double precision, details ${json}, tags ${list}, customer_id integer)`,
    );
    const numbers = isServer
      ? `generate_series(1, ${ROWS}) AS n(i)`
      : `(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS}) SELECT i FROM n)`;
    const details = `'{"city": "city ' || i || '", "lines": [{"sku": "s' || i || '"}]}'`;
    const tags = isServer ? "ARRAY['tag ' || i]" : `'["tag ' || i || '"]'`;
    await runner.query(`INSERT INTO customers SELECT i, 'name ' || i FROM ${numbers} WHERE i <= 2000`);
    await runner.query(
      `INSERT INTO orders SELECT i, 'c' || i, 's' || (i % 4), CASE WHEN i % 200 = 0 THEN 'a note' END,
         CASE WHEN i % 200 <> 0 THEN i / 7.0 END, i / 8.0, ${isServer ? `(${details})::jsonb` : details}, ${tags}, 1 + i % 2000
         FROM ${numbers}`,
    );
    await runner.query("CREATE INDEX customers_name ON customers (name)");
    for (const [number, index] of indexes.entries()) {
      if (isServer || !index.startsWith("USING")) await runner.query(`CREATE INDEX rule_${number} ON orders ${index}`);
    }
    for (const table of ["orders", "customers"]) await runner.query(`${isServer ? "VACUUM " : ""}ANALYZE ${table}`);
  });

  afterAll(() => runner.close());

  async function expectAnswer(statement: Statement, index: string, answer: string | undefined) {
    const { plan, parameters } = compileStatement(statement, runner.dialect);
    const lines = await runner.query(`${EXPLAIN[runner.dialect]} ${plan.text}`, parameters);
    const shown = lines.map((line) => String(line.at(-1))).join("\n");
    // SQLite says SEARCH where an index leads to some rows, and SCAN where it is read from end to end.
    const verb = isServer || "limit" in statement ? "" : "SEARCH .*";
    const used = new RegExp(`${verb}\\brule_${indexes.indexOf(index)}\\b`);
    if (answer === "yes") expect(shown).toMatch(used);
    else expect(shown).not.toMatch(used);
  }

  it.each(FILTERS)("$what: $filter", async ({ filter, index, answers }) => {
    const table = filter.includes("orders:") ? customers : orders;
    // The filter is a text of this repository.
    const parsed = parseFilter(new Function(`return (${filter})`)(), table);
    const answer = answers[isServer ? 0 : 1];
    await expectAnswer({ kind: "select", table, where: parsed, orderBy: [] }, index, answer);
  });

  it.each(OTHERS)("$what", async ({ what, index, answers }) => {
    const statement = STATEMENTS[what];
    if (statement === undefined) throw new Error(`no statement stands for "${what}"`);
    await expectAnswer(statement, index, answers[isServer ? 0 : 1]);
  });
});
