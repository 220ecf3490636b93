import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assessSql } from "./assess-sql.ts";

const COLUMNS = "id bigint NOT NULL, day date, total int, owner_id bigint, code varchar(20)";
const LIMIT = "SET lock_timeout = '2s';";

describe("facts decide", () => {
  let connection: Connection;
  beforeAll(async () => {
    const database = databases.find(({ name }) => name === "postgres");
    connection = connect((await database?.freshUrl()) ?? "");
    // One row on each page: the file is large, and statistics say that there are ten million.
    await connection.run(`
      CREATE TABLE owners (id bigint PRIMARY KEY);
      CREATE TABLE empty (${COLUMNS});
      CREATE TABLE small (${COLUMNS});
      CREATE TABLE huge (${COLUMNS}, filler text) WITH (autovacuum_enabled = false);
      ALTER TABLE huge ALTER COLUMN filler SET STORAGE PLAIN;
      INSERT INTO owners VALUES (1);
      INSERT INTO small SELECT i, '2027-01-01', i, 1, 'c' FROM generate_series(1, 1000) AS i;
      INSERT INTO huge SELECT i, '2027-01-01', i, 1, 'c', repeat('x', 5000) FROM generate_series(1, 2200) AS i;
      ANALYZE huge;
      UPDATE pg_class SET reltuples = 10000000 WHERE oid = 'huge'::regclass;`);
  });
  afterAll(() => connection.close());

  const STATEMENTS: readonly (readonly [rule: string, statement: (table: string) => string])[] = [
    ["index-blocks-writes", (table) => `CREATE INDEX ON ${table} (day)`],
    ["not-null-scan", (table) => `ALTER TABLE ${table} ALTER COLUMN day SET NOT NULL`],
    ["check-scan", (table) => `ALTER TABLE ${table} ADD CHECK (total > 0)`],
    ["unique-builds-index", (table) => `ALTER TABLE ${table} ADD UNIQUE (id)`],
    ["primary-key-builds-index", (table) => `ALTER TABLE ${table} ADD PRIMARY KEY (id)`],
    ["foreign-key-scan", (table) => `ALTER TABLE ${table} ADD FOREIGN KEY (owner_id) REFERENCES owners (id)`],
    ["type-rewrite", (table) => `ALTER TABLE ${table} ALTER COLUMN total TYPE bigint`],
    ["volatile-default", (table) => `ALTER TABLE ${table} ADD COLUMN token uuid DEFAULT gen_random_uuid()`],
    ["numbered-column", (table) => `ALTER TABLE ${table} ADD COLUMN number bigserial`],
    ["storage-rewrite", (table) => `ALTER TABLE ${table} SET UNLOGGED`],
    ["whole-table-rewrite", (table) => `VACUUM FULL ${table}`],
    ["unbatched-change", (table) => `UPDATE ${table} SET total = 1`],
  ];

  async function answer(rule: string, sql: string, isKnown = true): Promise<string> {
    const assessment = await assessSql(sql, isKnown ? { connection } : {});
    const last = assessment.statements.at(-1);
    const dismissed = last?.dismissed.find((one) => one.rule === rule);
    if (dismissed !== undefined) return `${dismissed.because.source}: ${dismissed.because.value}`;
    return last?.findings.find((one) => one.rule === rule)?.level ?? "nothing";
  }

  test.each(STATEMENTS)("%s: new, empty, a thousand rows, ten million, unknown", async (rule, statement) => {
    const fresh = `${LIMIT} CREATE TABLE fresh (${COLUMNS}); ${statement("fresh")}`;
    expect({
      new: await answer(rule, fresh),
      empty: await answer(rule, `${LIMIT} ${statement("empty")}`),
      small: await answer(rule, `${LIMIT} ${statement("small")}`),
      huge: await answer(rule, `${LIMIT} ${statement("huge")}`),
      unknown: await answer(rule, `${LIMIT} ${statement("huge")}`, false),
    }).toEqual({ new: "statement: true", empty: "count: 0", small: "LOW", huge: "HIGH", unknown: "HIGH" });
  });

  test("a fact is told with the query that gave it", async () => {
    const { statements } = await assessSql("CREATE INDEX ON huge (day)", { connection });
    const rows = statements[0]?.findings[0]?.evidence.find(({ unit }) => unit === "rows");
    expect(rows).toMatchObject({ source: "catalog", fact: "rows of huge" });
    expect(Number(rows?.value)).toBeGreaterThan(9_000_000);
    expect((await connection.query(rows?.query ?? "")).rows).toHaveLength(1);
  });

  test("a table that the script fills from another one is not small any more once others see it", async () => {
    const fill = `CREATE TABLE fresh (${COLUMNS}); INSERT INTO fresh SELECT id, day, total, owner_id, code FROM huge;`;
    expect(await answer("index-blocks-writes", `${LIMIT} ${fill} CREATE INDEX ON fresh (day)`)).toBe("HIGH");
    const together = `BEGIN; ${LIMIT} ${fill} CREATE INDEX ON fresh (day)`;
    expect(await answer("index-blocks-writes", together)).toBe("statement: true");
    const few = `${LIMIT} CREATE TABLE fresh (id int); INSERT INTO fresh VALUES (1); CREATE INDEX ON fresh (id)`;
    expect(await answer("index-blocks-writes", few)).toBe("statement: true");
  });

  test("the type that a column has now decides what a change of it costs", async () => {
    const change = (to: string): string => `ALTER TABLE huge ALTER COLUMN code TYPE ${to}`;
    expect(await answer("type-rewrite", change("varchar(40)"))).toBe("nothing");
    expect(await answer("type-rewrite", change("text"))).toBe("nothing");
    expect(await answer("type-rewrite", change("varchar(10)"))).toBe("HIGH");
  });

  test("a column that never had a value is no loss, and one that has is counted", async () => {
    await connection.run(
      "CREATE TABLE sparse (id int, never text, ever text); INSERT INTO sparse VALUES (1, NULL, 'x'), (2, NULL, NULL)",
    );
    expect(await answer("data-dropped", "ALTER TABLE sparse DROP COLUMN never")).toBe("count: 0");
    const { statements } = await assessSql("ALTER TABLE sparse DROP COLUMN ever", { connection });
    const finding = statements[0]?.findings.find(({ rule }) => rule === "data-dropped");
    expect(finding).toMatchObject({ level: "HIGH", message: "Dropping sparse.ever loses its values: 1" });
    expect(await answer("data-dropped", "DROP TABLE empty")).toBe("LOW");
    expect(await answer("data-dropped", "DROP TABLE small")).toBe("CRITICAL");
  });

  test("a value that would be altered is counted, and never shown", async () => {
    await connection.run("CREATE TABLE secrets (pin text); INSERT INTO secrets VALUES ('hunter2'), ('1234'), ('ab')");
    const assessment = await assessSql("ALTER TABLE secrets ALTER COLUMN pin TYPE varchar(3)", { connection });
    const finding = assessment.statements[0]?.findings.find(({ rule }) => rule === "lossy-type");
    expect(finding).toMatchObject({ level: "HIGH", message: "Values of secrets.pin that would be altered: 2" });
    expect(JSON.stringify(assessment)).not.toMatch(/hunter2|1234/);
  });

  test("what the server knows of a function decides whether its default differs from row to row", async () => {
    await connection.run("CREATE FUNCTION steady() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'");
    const add = "ALTER TABLE huge ADD COLUMN x int DEFAULT steady()";
    expect(await answer("volatile-default", add)).toBe("nothing");
    expect(await answer("volatile-default", add, false)).toBe("HIGH");
  });

  test("a valid check in the database proves NOT NULL", async () => {
    await connection.run(
      "CREATE TABLE proven (a int, CHECK (a IS NOT NULL AND a > 0)); CREATE TABLE loose (a int, CHECK (a IS NOT NULL OR a > 0)); INSERT INTO proven VALUES (1); INSERT INTO loose VALUES (1)",
    );
    expect(await answer("not-null-scan", "ALTER TABLE proven ALTER COLUMN a SET NOT NULL")).toBe("catalog: true");
    expect(await answer("not-null-scan", "ALTER TABLE loose ALTER COLUMN a SET NOT NULL")).toBe("LOW");
  });

  test("a lock that an earlier statement of the transaction holds counts, whatever is foretold for this one", async () => {
    const add = (table: string): string => `ALTER TABLE ${table} ADD CONSTRAINT c CHECK (total > 0) NOT VALID;`;
    const both = (table: string): string => `${LIMIT} ${add(table)} ALTER TABLE ${table} VALIDATE CONSTRAINT c;`;
    expect(await answer("validated-too-early", `BEGIN; ${both("huge")}`)).toBe("HIGH");
    expect(await answer("validated-too-early", `BEGIN; ${both("small")}`)).toBe("LOW");
    expect(await answer("validated-too-early", `BEGIN; ${both("empty")}`)).toBe("count: 0");
    expect(await answer("validated-too-early", both("huge"))).toBe("nothing");
  });

  test("an index that is not valid is found behind IF NOT EXISTS", async () => {
    const build = "CREATE INDEX CONCURRENTLY IF NOT EXISTS small_day ON small (day)";
    expect(await answer("invalid-index-kept", build)).toBe("catalog: true");
    await connection.run("CREATE INDEX small_day ON small (day)");
    await connection.run("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'small_day'::regclass");
    expect(await answer("invalid-index-kept", build)).toBe("HIGH");
  });
});

describe("options", () => {
  test.each<readonly [options: object, code: string]>([
    [{ serverVersion: 0 }, "INVALID_OPTION"],
    [{ wrapInTransaction: true }, "UNKNOWN_OPTION"],
    [{ today: new Date("never") }, "INVALID_OPTION"],
  ])("%o is refused", async (options, code) => {
    await expect(assessSql("SELECT 1", options)).rejects.toMatchObject({ code: `MIGRATION.${code}` });
  });

  test("a tool that puts the script into a transaction is taken into account", async () => {
    const build = "CREATE INDEX CONCURRENTLY i ON t (a);";
    const rules = async (options: object): Promise<readonly string[]> =>
      (await assessSql(build, options)).statements.flatMap(({ findings }) => findings.map(({ rule }) => rule));
    expect(await rules({})).toEqual([]);
    expect(await rules({ wrapsInTransaction: true })).toEqual(["not-in-transaction"]);
  });

  test("the version decides what there is", async () => {
    const detach = "SET lock_timeout = '2s'; ALTER TABLE t DETACH PARTITION p;";
    expect((await assessSql(detach, { serverVersion: 13 })).riskLevel).toBe("LOW");
    expect((await assessSql(detach, { serverVersion: 14 })).riskLevel).toBe("MEDIUM");
  });

  test("an assessment is frozen and survives JSON", async () => {
    const assessment = await assessSql("CREATE INDEX i ON t (a); DROP TABLE t;");
    expect(Object.isFrozen(assessment)).toBe(true);
    expect(Object.isFrozen(assessment.statements[0]?.findings[0])).toBe(true);
    expect(JSON.parse(JSON.stringify(assessment))).toEqual(assessment);
  });
});
