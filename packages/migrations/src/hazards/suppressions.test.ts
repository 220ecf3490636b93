import { describe, expect, test } from "vitest";
import { assessSql } from "./assess-sql.ts";

const INDEX = "CREATE INDEX orders_day ON orders (day);";
const today = new Date("2027-01-31T23:00:00Z");

async function assessed(sql: string): ReturnType<typeof assessSql> {
  return assessSql(`SET lock_timeout = '2s';\n${sql}`, { today });
}

function rulesOf({ statements }: Awaited<ReturnType<typeof assessSql>>): readonly string[] {
  return statements.flatMap(({ findings }) => findings.map(({ rule }) => rule));
}

describe("suppressions", () => {
  test("hold for their statement, and are listed with their reason", async () => {
    const sql = `-- why not\n-- dataflow:allow index-blocks-writes until 2027-01-31: read-only now\n${INDEX}\n${INDEX}`;
    const assessment = await assessed(sql);
    expect(rulesOf(assessment)).toEqual(["index-blocks-writes"]);
    expect(assessment.suppressed).toMatchObject([
      {
        line: 4,
        reason: "read-only now",
        until: "2027-01-31",
        finding: { rule: "index-blocks-writes", level: "HIGH" },
      },
    ]);
    expect(assessment.statements[1]?.findings).toEqual([]);
  });

  test("are over after their last day, and say so", async () => {
    const assessment = await assessed(`-- dataflow:allow index-blocks-writes until 2027-01-30: read-only\n${INDEX}`);
    expect(rulesOf(assessment)).toEqual(["suppression-expired", "index-blocks-writes"]);
    expect(assessment.expired).toEqual([
      { rule: "index-blocks-writes", until: "2027-01-30", reason: "read-only", line: 3 },
    ]);
    expect(assessment.suppressed).toEqual([]);
  });

  test.each([
    "-- dataflow:allow index-blocks-writes",
    "-- dataflow:allow index-blocks-writes until 2027-12-31",
    "-- dataflow:allow index-blocks-writes until 2027-12-31:",
    "-- dataflow:allow index-blocks-writes until 2027-13-31: no such month",
    "-- dataflow:allow until 2027-12-31: no rule",
    "-- dataflow:allow index-blocks-writes until tomorrow: no day",
  ])("suppress nothing when they are not complete: %s", async (comment) => {
    expect(rulesOf(await assessed(`${comment}\n${INDEX}`))).toEqual(["suppression-incomplete", "index-blocks-writes"]);
  });

  test.each(["index-block-writes", "constructor", "__proto__"])(
    "suppress nothing when there is no rule %s",
    async (rule) => {
      const assessment = await assessed(`-- dataflow:allow ${rule} until 2027-12-31: reason\n${INDEX}`);
      expect(rulesOf(assessment)).toEqual(["suppression-unknown", "index-blocks-writes"]);
    },
  );

  test("name the rule that was meant", async () => {
    const { statements } = await assessed(`-- dataflow:allow index-block-writes until 2027-12-31: reason\n${INDEX}`);
    expect(statements[1]?.findings[0]?.fix).toContain("index-blocks-writes");
  });

  test("in a text or behind a statement are none", async () => {
    const sql = `SELECT '\n-- dataflow:allow index-blocks-writes until 2027-12-31: no';\n${INDEX}`;
    expect(rulesOf(await assessed(sql))).toEqual(["index-blocks-writes"]);
  });

  test("work for the other database as well", async () => {
    const sql = "-- dataflow:allow data-dropped until 2027-12-31: it was a scratch table\nDROP TABLE scratch;";
    const assessment = await assessSql(sql, { dialect: "sqlite", today });
    expect(rulesOf(assessment)).toEqual([]);
    expect(assessment.suppressed).toHaveLength(1);
  });
});
