import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

const FOLDER = join(import.meta.dirname, "../../../docs/operators");

/** The SQL that a page shows of each database. */
export interface PageSql {
  readonly PostgreSQL: string;
  readonly SQLite: string;
}

/** The names of all pages, without the ending. */
export function pageNames(): readonly string[] {
  return readdirSync(FOLDER).map((file) => file.replace(/\.md$/, ""));
}

/** A page's text. */
export function readPage(name: string): string {
  return readFileSync(join(FOLDER, `${name}.md`), "utf8");
}

function sectionOf(text: string, heading: string): string {
  return text.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0]?.trim() ?? "";
}

/** Expects that a page shows this SQL; with `DATAFLOW_UPDATE_PAGES=1`, writes it into the page instead. */
export function checkPageSql(name: string, sql: PageSql): void {
  let page = readPage(name);
  for (const heading of ["PostgreSQL", "SQLite"] as const) {
    const shown = sectionOf(page, heading);
    if (process.env.DATAFLOW_UPDATE_PAGES !== "1") expect(shown, heading).toBe(sql[heading]);
    else page = page.replace(`## ${heading}\n\n${shown}`, () => `## ${heading}\n\n${sql[heading]}`);
  }
  if (process.env.DATAFLOW_UPDATE_PAGES === "1") writeFileSync(join(FOLDER, `${name}.md`), page);
}
