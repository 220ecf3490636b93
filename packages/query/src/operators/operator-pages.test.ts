import { readdirSync, readFileSync } from "node:fs";
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

it.each(pages)("shows in $file what the databases are told", ({ text }) => {
  const [, filter = ""] = EXAMPLE.exec(text) ?? [];
  // The example is a text of this repository, and type-checked with all others.
  const where = parseFilter(new Function(`return (${filter})`)(), users);
  const explained = explain({ kind: "select", table: users, fields: ["id"], where, orderBy: [] });
  for (const [heading, dialect] of [
    ["PostgreSQL", "postgres"],
    ["SQLite", "sqlite"],
  ] as const) {
    const explanation = explained[dialect];
    const printed = "text" in explanation ? `${explanation.text}\n-- ${JSON.stringify(explanation.parameters)}` : "";
    expect(sectionOf(text, heading)).toBe(`\`\`\`sql\n${printed}\n\`\`\``);
  }
});
