import { expect, it } from "vitest";
import { checkPageSql, pageNames, readPage } from "../../test/operator-page.ts";
import { users } from "../../test/page-table.ts";
import { explain } from "../compiler/explain.ts";
import { parseFilter } from "../parser/parse-filter.ts";

const EXAMPLE = /^declare const users: QueryTable;\n\nparseFilter\((.*), users\);$/m;
const pages = pageNames()
  .map((name) => ({ name, text: readPage(name) }))
  // Pages of other tables and of update operators bring their own test.
  .filter(({ text }) => EXAMPLE.test(text));

it("has pages to look at", () => {
  expect(pages.length).toBeGreaterThan(20);
});

it.each(pages)("shows in $name what the databases are told", ({ name, text }) => {
  const [, filter = ""] = EXAMPLE.exec(text) ?? [];
  // The example is a text of this repository, and type-checked with all others.
  const where = parseFilter(new Function(`return (${filter})`)(), users);
  const explained = explain({ kind: "select", table: users, fields: ["id"], where, orderBy: [] });
  const printed = (explanation: (typeof explained)["postgres"]) => {
    if (!("text" in explanation)) return "";
    const parameters = JSON.stringify(explanation.parameters, (_key, value) =>
      typeof value === "bigint" ? Number(value) : value,
    );
    return `\`\`\`sql\n${explanation.text}\n-- ${parameters}\n\`\`\``;
  };
  checkPageSql(name, { PostgreSQL: printed(explained.postgres), SQLite: printed(explained.sqlite) });
});
