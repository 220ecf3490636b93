import { expect, it } from "vitest";
import { keyedTable } from "../../test/keyed-table.ts";
import { checkPageSql, pageNames, readPage } from "../../test/operator-page.ts";
import { everything } from "../ast/everything-node.ts";
import { explain } from "../compiler/explain.ts";
import { queryTable } from "../table/query-table-from-schema.ts";
import { AGGREGATE_OPERATORS } from "./aggregate-operators.ts";
import { parseAggregates } from "./parse-aggregates.ts";

/** The table that the pages are about. */
const orders = queryTable(
  keyedTable("orders", [
    { name: "status", type: { kind: "text" }, nullable: false },
    { name: "total", type: { kind: "decimal", precision: 12, scale: 2 }, nullable: true },
    { name: "score", type: { kind: "integer" }, nullable: true },
    { name: "createdAt", type: { kind: "timestamp" }, nullable: false },
  ]),
);
const EXAMPLE = /^declare const orders: QueryTable;\n\nparseAggregates\((.*), orders\);$/m;
const PREFIX = "aggregate-";

it("has a page for every aggregate operator, and an operator for every page", () => {
  const pages = pageNames().filter((name) => name.startsWith(PREFIX));
  expect(pages.map((name) => name.replace(PREFIX, "$")).toSorted()).toEqual([...AGGREGATE_OPERATORS.keys()].toSorted());
});

it.each([...AGGREGATE_OPERATORS.keys()])("shows what %s compiles to", (operator) => {
  const name = operator.replace("$", PREFIX);
  const page = readPage(name);
  expect(page.startsWith(`# ${operator} (aggregate)\n`)).toBe(true);
  expect(page).toContain(`{ ${operator}: `);
  const [, input = ""] = EXAMPLE.exec(page) ?? [];
  // The example is a text of this repository, and type-checked with all others.
  const parsed = parseAggregates(new Function(`return (${input})`)(), orders);
  const { postgres, sqlite } = explain({ kind: "aggregate", table: orders, where: everything(), ...parsed });
  const printed = (explanation: typeof postgres) => `\`\`\`sql\n${Object(explanation).text}\n\`\`\``;
  checkPageSql(name, { PostgreSQL: printed(postgres), SQLite: printed(sqlite) });
});
