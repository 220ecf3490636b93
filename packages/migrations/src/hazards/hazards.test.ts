import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { DialectName } from "@dataflow/core";
import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, test } from "vitest";
import { RISK_LEVELS, type RiskLevel } from "../report/risk-level.ts";
import type { AssessSqlOptions } from "./assess-options.ts";
import { assessSql } from "./assess-sql.ts";
import { postgresRules } from "./postgres/postgres-rules.ts";
import type { Finding } from "./sql-assessment.ts";
import { sqliteRules } from "./sqlite/sqlite-rules.ts";

const PAGES = new URL("../../../../docs/hazards/", import.meta.url);
const RULES = {
  postgres: postgresRules.map(({ id, title }) => ({ id, title })),
  sqlite: sqliteRules.map(({ id, title }) => ({ id, title })),
} satisfies Record<DialectName, unknown>;

/** An example of a page, with what its first line says about it. */
interface Block {
  readonly section: string;
  readonly words: readonly string[];
  readonly sql: string;
}

function pageOf(id: string): string {
  return readFileSync(new URL(`${id}.md`, PAGES), "utf8");
}

function blocksOf(page: string, dialect: DialectName): readonly Block[] {
  const blocks: Block[] = [];
  let section = "";
  for (const match of page.matchAll(/^## (?<title>.+)$|^```sql(?<info>[^\n]*)\n(?<sql>[\s\S]*?)^```/gm)) {
    const { title, info = "", sql } = match.groups ?? {};
    if (title !== undefined) section = title;
    const words = info.trim().split(/\s+/);
    if (sql === undefined || words.includes("sqlite") !== (dialect === "sqlite")) continue;
    blocks.push({ section, words, sql });
  }
  return blocks;
}

function optionsOf({ words }: Block): AssessSqlOptions {
  const version = words.find((word) => word.startsWith("version="))?.slice("version=".length);
  return { style: words.includes("style"), ...(version !== undefined && { serverVersion: Number(version) }) };
}

async function findingsOf(sql: string, options: AssessSqlOptions): Promise<readonly Finding[]> {
  return (await assessSql(sql, options)).statements.flatMap(({ findings }) => findings);
}

function isAlarm(level: RiskLevel): boolean {
  return RISK_LEVELS.indexOf(level) >= RISK_LEVELS.indexOf("MEDIUM");
}

describe.each(databases)("the pages of the rules of $name", (database) => {
  const dialect = database.name;

  test.each(RULES[dialect])("$id", async ({ id, title }) => {
    const page = pageOf(id);
    const blocks = blocksOf(page, dialect);
    expect(page.startsWith(`# ${id}\n\n${title}.\n`)).toBe(true);
    const setup = blocks.filter(({ words }) => words.includes("setup")).map(({ sql }) => sql);
    const examples = blocks.filter(({ words }) => !words.includes("setup"));
    const found = examples.filter(({ section }) => section === "Found in");
    const safe = examples.filter(({ section }) => section === "Safe");
    expect(found.length).toBeGreaterThan(0);
    expect(safe.length).toBeGreaterThan(0);
    const connection = setup.length === 0 ? undefined : connect(await database.freshUrl());
    try {
      for (const sql of setup) await connection?.run(sql);
      await checkExamples(id, { found, safe, dialect, connection });
    } finally {
      await connection?.close();
    }
  });
});

interface Examples {
  readonly found: readonly Block[];
  readonly safe: readonly Block[];
  readonly dialect: DialectName;
  readonly connection: Connection | undefined;
}

async function checkExamples(id: string, { found, safe, dialect, connection }: Examples): Promise<void> {
  const place = connection === undefined ? { dialect } : { connection };
  for (const block of found) {
    const findings = (await findingsOf(block.sql, { ...optionsOf(block), ...place })).filter(({ rule }) => rule === id);
    expect(findings, block.sql).not.toEqual([]);
    for (const finding of findings) await checkFinding(finding, dialect);
  }
  for (const block of safe) {
    const findings = await findingsOf(block.sql, { ...optionsOf(block), ...place });
    const wrong = findings.filter(({ rule, level }) => rule === id || isAlarm(level));
    expect(
      wrong.map(({ rule, message }) => [rule, message]),
      block.sql,
    ).toEqual([]);
  }
}

/** What a finding says can be used: the safe sequence is SQL, and its rule finds nothing in it. */
async function checkFinding({ message, fix, evidence, docsUrl, rule }: Finding, dialect: DialectName): Promise<void> {
  expect(message).not.toBe("");
  expect(fix).not.toBe("");
  expect(evidence.length).toBeGreaterThan(0);
  expect(docsUrl).toMatch(new RegExp(`/hazards/${rule}$`));
  const again = await findingsOf(fix, dialect === "postgres" ? {} : { dialect });
  expect(
    again.filter((finding) => finding.rule === rule && isAlarm(finding.level)).map(({ message: text }) => text),
    fix,
  ).toEqual([]);
}

test("there is a page for each rule, and none without one", () => {
  const names = readdirSync(fileURLToPath(PAGES)).filter((name) => name !== "suppressions.md");
  const ids = new Set([...RULES.postgres, ...RULES.sqlite].map(({ id }) => `${id}.md`));
  expect(names.sort()).toEqual([...ids].sort());
});

test("rules of both databases with one name are one rule", () => {
  for (const { id, title } of RULES.sqlite) {
    const twin = RULES.postgres.find((rule) => rule.id === id);
    if (twin !== undefined) expect(twin.title).toBe(title);
  }
});

test("the overview names every rule", () => {
  const overview = readFileSync(new URL("../hazards.md", PAGES), "utf8");
  for (const { id, title } of [...RULES.postgres, ...RULES.sqlite]) {
    expect(overview).toContain(`| [${id}](hazards/${id}.md) | ${title}. |`);
  }
});
