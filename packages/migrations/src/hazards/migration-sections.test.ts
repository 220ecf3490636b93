import { expect, test } from "vitest";
import { assessSql } from "./assess-sql.ts";
import { migrationSections } from "./migration-sections.ts";

const UP = "CREATE TABLE notes (id bigint PRIMARY KEY);";
const DOWN = "DROP TABLE notes;";

/** How tools mark what is run and what undoes it, and whether they put it into a transaction. */
const FILES: readonly (readonly [tool: string, up: string, down: string, wraps: boolean | undefined])[] = [
  ["goose", "-- +goose Up", "-- +goose Down", true],
  ["goose", "-- +goose NO TRANSACTION\n-- +goose Up", "-- +goose Down", false],
  ["dbmate", "-- migrate:up", "-- migrate:down", true],
  ["dbmate", "-- migrate:up transaction:false", "-- migrate:down", false],
  ["sql-migrate", "-- +migrate Up", "-- +migrate Down", true],
  ["sql-migrate", "-- +migrate Up notransaction", "-- +migrate Down", false],
  ["micrate", "-- +micrate Up", "-- +micrate Down", undefined],
  ["node-pg-migrate", "-- Up Migration", "-- Down Migration", true],
  ["tern", "-- any words", "---- create above / drop below ----", true],
  ["tern", "---- tern: disable-tx ----", "---- create above / drop below ----", false],
  ["Play", "# --- !Ups", "# --- !Downs", undefined],
  ["Play", "-- !Ups", "-- !Downs", undefined],
];

test.each(FILES)("of a file of %s (%s) only what is run is looked at", async (tool, up, down, wraps) => {
  const sql = `${up}\n${UP}\n${down}\n${DOWN}\nDROP SCHEMA attic;`;
  const { statements, skipped, riskLevel } = await assessSql(sql);
  const line = up.split("\n").length + 1;
  expect(statements.map((statement) => [statement.text, statement.line])).toEqual([[UP.slice(0, -1), line]]);
  expect(skipped).toEqual([{ tool, marker: down, line: line + 1, lastLine: line + 3 }]);
  expect(riskLevel).toBe("LOW");
  expect(migrationSections(sql).wrapsInTransaction).toBe(wraps);
});

test("what the tool does with transactions counts, unless the caller knows better", async () => {
  const sql = "-- +goose Up\nCREATE INDEX CONCURRENTLY i ON t (a);\n-- +goose Down\nDROP INDEX i;";
  const rules = async (options: object): Promise<readonly string[]> =>
    (await assessSql(sql, options)).statements.flatMap(({ findings }) => findings.map(({ rule }) => rule));
  expect(await rules({})).toEqual(["not-in-transaction"]);
  expect(await rules({ wrapsInTransaction: false })).toEqual([]);
});

test("parts may take turns, and places count from the beginning of the file", async () => {
  const sql = `-- +goose Up\r\n${UP}\r\n-- +goose Down\r\n${DOWN} -- ü\r\n-- +goose Up\r\nDROP TABLE old;`;
  const { statements, skipped } = await assessSql(sql);
  expect(statements.map(({ line }) => line)).toEqual([2, 6]);
  expect(skipped).toMatchObject([{ line: 3, lastLine: 4 }]);
});

test("nothing is left out of a file that nobody has marked as one of a tool", async () => {
  for (const sql of [
    `${UP}\n-- +goose Down\n${DOWN}`,
    `-- +goose Down\n${DOWN}\n-- +goose Up\n${UP}`,
    `${UP}\n${DOWN}`,
  ]) {
    const { statements, skipped } = await assessSql(sql);
    expect(statements).toHaveLength(2);
    expect(skipped).toEqual([]);
  }
});

test("SQLite's files are read in the same way", async () => {
  const sql = "-- +goose Up\nCREATE TABLE notes (id INTEGER PRIMARY KEY);\n-- +goose Down\nDROP TABLE notes;";
  const { statements, skipped } = await assessSql(sql, { dialect: "sqlite" });
  expect([statements.length, skipped.length]).toEqual([1, 1]);
});
