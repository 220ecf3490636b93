import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { users } from "../../test/page-table.ts";
import { explain } from "../compiler/explain.ts";
import { parseFilter } from "../parser/parse-filter.ts";

const FOLDER = join(import.meta.dirname, "../../../../docs/operators");
const EXAMPLE = /^declare const users: QueryTable;\n\nparseFilter\((.*), users\);$/m;
const pages = readdirSync(FOLDER)
  .map((file) => ({ file, text: readFileSync(join(FOLDER, file), "utf8") }))
  // Pages of other tables and of update operators bring their own test.
  .filter(({ text }) => EXAMPLE.test(text));

function sectionOf(text: string, heading: string): string {
  return text.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0]?.trim() ?? "";
}

it("has pages to look at", () => {
  expect(pages.length).toBeGreaterThan(20);
});

/** What `DATAFLOW_UPDATE_PAGES=1` writes into the pages; what every other run compares them with. */
function sqlOf(text: string): Readonly<Record<"PostgreSQL" | "SQLite", string>> {
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
  return { PostgreSQL: printed(explained.postgres), SQLite: printed(explained.sqlite) };
}

it.each(pages)("shows in $file what the databases are told", ({ file, text }) => {
  const sql = sqlOf(text);
  if (process.env.DATAFLOW_UPDATE_PAGES === "1") {
    const place = (page: string, heading: "PostgreSQL" | "SQLite") =>
      page.replace(`## ${heading}\n\n${sectionOf(page, heading)}`, () => `## ${heading}\n\n${sql[heading]}`);
    writeFileSync(join(FOLDER, file), place(place(text, "PostgreSQL"), "SQLite"));
    return;
  }
  expect(sectionOf(text, "PostgreSQL")).toBe(sql.PostgreSQL);
  expect(sectionOf(text, "SQLite")).toBe(sql.SQLite);
});
