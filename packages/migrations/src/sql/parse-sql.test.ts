import { describe, expect, test } from "vitest";
import { parseSql } from "./parse-sql.ts";

describe("parseSql", () => {
  test("gives each statement with its own text, its place and its tree", async () => {
    const sql = "-- Größe ☃\nALTER TABLE a ADD b int;\n/* one /* two */ */ DROP TABLE \"größe\";\n\nSELECT ';' -- last";
    const statements = await parseSql(sql);
    expect(
      statements.map(({ line, offset, tree }) => [line, sql.slice(offset, offset + 4), Object.keys(tree)[0]]),
    ).toEqual([
      [2, "ALTE", "AlterTableStmt"],
      [3, "DROP", "DropStmt"],
      [5, "SELE", "SelectStmt"],
    ]);
    expect(statements[1]?.text).toBe('DROP TABLE "größe"');
  });

  test("says on which line it does not understand, and quotes nothing", async () => {
    const failure = await parseSql("SELECT 1;\n\nALTER TABEL secret ADD b int").catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "MIGRATION.SQL_NOT_PARSED" });
    expect(String(failure)).toContain("line 3");
    expect(String(failure)).not.toContain("secret");
  });

  test("an empty text has no statements", async () => {
    expect(await parseSql(" -- nothing\n")).toEqual([]);
  });
});
