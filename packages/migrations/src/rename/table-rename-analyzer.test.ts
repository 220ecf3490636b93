import { randomUUID } from "node:crypto";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, describe, expect, it } from "vitest";
import { indexCatalog } from "../catalog/catalog.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { failureOf, open } from "../test-connections.fixture.ts";
import { TableRenameAnalyzer } from "./table-rename-analyzer.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const ACCOUNTS = "CREATE TABLE accounts (id INTEGER PRIMARY KEY, email TEXT NOT NULL, note TEXT DEFAULT 'none')";

describe.each(databases)("renames on $name", ({ name, freshUrl }) => {
  async function prepared(...statements: readonly string[]) {
    const connection = open(await freshUrl());
    for (const sql of [ACCOUNTS, ...statements]) await connection.run(sql);
    return { connection, analyzer: new TableRenameAnalyzer(connection) };
  }
  const rename = { currentName: "accounts", newName: "users" };

  it("says what depends on a table, by kind", async () => {
    const { connection, analyzer } = await prepared(
      "CREATE TABLE orders (id INTEGER PRIMARY KEY, account INTEGER REFERENCES accounts (id))",
      "CREATE VIEW emails AS SELECT email FROM accounts",
      "CREATE VIEW some_emails AS SELECT email FROM emails",
      "CREATE INDEX accounts_email ON accounts (email)",
    );
    const impact = await analyzer.analyzeRenameImpact(rename);
    expect(impact).toMatchObject({
      canRenameSafely: true,
      reasons: [],
      unknown: [],
      currentName: "accounts",
      newName: "users",
    });
    expect(impact.viewDependencies.map(({ objectName }) => objectName.replace("public.", ""))).toEqual([
      "emails",
      "some_emails",
    ]);
    expect(impact.fkDependencies).toHaveLength(1);
    expect(impact.indexDependencies.length).toBeGreaterThan(0);
    expect(impact.aliasLimits.length).toBeGreaterThan(3);
    const kinds = [
      impact.viewDependencies,
      impact.fkDependencies,
      impact.procedureDependencies,
      impact.triggerDependencies,
      impact.indexDependencies,
      impact.sequenceDependencies,
      impact.policyDependencies,
      impact.otherDependencies,
    ];
    expect(
      kinds
        .flat()
        .map(({ object }) => object)
        .sort(),
    ).toEqual(impact.totalDependencies.map(({ object }) => object).sort());
    expect(Object.isFrozen(impact)).toBe(true);
    await connection.run("DROP VIEW some_emails");
    expect(await failureOf(() => analyzer.createRenamePlan(impact))).toMatchObject({ code: "MIGRATION.PLAN_OUTDATED" });
  });

  it("refuses names that are taken, unknown or wrong", async () => {
    const { analyzer } = await prepared("CREATE TABLE users (id INTEGER PRIMARY KEY)");
    const impact = await analyzer.analyzeRenameImpact(rename);
    expect(impact).toMatchObject({ canRenameSafely: false, reasons: [expect.stringContaining("is taken")] });
    expect(await failureOf(() => analyzer.createRenamePlan(impact))).toMatchObject({
      code: "MIGRATION.RENAME_BLOCKED",
    });
    const unknown = await failureOf(() => analyzer.analyzeRenameImpact({ ...rename, currentName: "acounts" }));
    expect(unknown).toMatchObject({ code: "MIGRATION.UNKNOWN_RENAME", fix: expect.stringContaining("accounts") });
    const column = { table: "accounts", currentName: "constructor", newName: "x" };
    expect(await failureOf(() => analyzer.analyzeColumnRename(column))).toMatchObject({
      code: "MIGRATION.UNKNOWN_RENAME",
    });
    const taken = await analyzer.analyzeColumnRename({ table: "accounts", currentName: "note", newName: "email" });
    expect(taken).toMatchObject({ canRenameSafely: false });
    expect((await analyzer.analyzeRenameImpact({ ...rename, newName: "accounts" })).canRenameSafely).toBe(false);
    // A program without types may pass anything.
    const wrong = { ...rename, newNam: "x" } as never;
    expect(await failureOf(() => analyzer.analyzeRenameImpact(wrong))).toMatchObject({
      code: "MIGRATION.UNKNOWN_OPTION",
    });
    expect(await failureOf(() => analyzer.analyzeRenameImpact({ ...rename, newName: "" }))).toMatchObject({
      code: "MIGRATION.INVALID_OPTION",
    });
  });

  it("keeps what was asked for before it renames", async () => {
    const { connection, analyzer } = await prepared("INSERT INTO accounts VALUES (1, 'a', NULL), (2, 'b', 'x')");
    const plan = await analyzer.createRenamePlan(await analyzer.analyzeRenameImpact(rename), {
      backupStrategy: "full_backup",
    });
    const result = await analyzer.executeCoordinatedRename(plan);
    expect(result).toMatchObject({
      success: true,
      snapshotId: expect.any(String),
      backup: { rows: 2 },
      aliasLimits: plan.impact.aliasLimits,
    });
    expect((await connection.query(`SELECT * FROM ${result.backup?.table} ORDER BY id`)).rows).toEqual(
      (await connection.query("SELECT * FROM users ORDER BY id")).rows,
    );
  });

  it("renames without an alias when nobody needs the old name", async () => {
    const { connection, analyzer } = await prepared();
    const impact = await analyzer.analyzeColumnRename({ table: "accounts", currentName: "note", newName: "remark" });
    const plan = await analyzer.createRenamePlan(impact, { aliasView: false });
    await analyzer.executeCoordinatedRename(plan);
    await connection.query("INSERT INTO accounts (id, email, remark) VALUES (1, 'a', 'b')");
    expect(await failureOf(() => connection.query("SELECT note FROM accounts"))).toMatchObject({
      code: "DATABASE.UNDEFINED_COLUMN",
    });
    const unknown = await failureOf(() => analyzer.contractRename(plan, { confirmedUnused: true }));
    expect(unknown).toMatchObject({ code: "MIGRATION.UNKNOWN_RENAME" });
  });

  it("does not take the old name away from those who use it, nor when nobody knows", async () => {
    const { connection, analyzer } = await prepared();
    const plan = await analyzer.createRenamePlan(await analyzer.analyzeRenameImpact(rename));
    await analyzer.executeCoordinatedRename(plan);
    const unknown = await failureOf(() => analyzer.contractRename(plan));
    expect(unknown).toMatchObject({ code: "MIGRATION.ALIAS_IN_USE", message: expect.stringContaining("nobody knows") });
    await connection.run("CREATE VIEW late AS SELECT email FROM accounts");
    const used = await failureOf(() => analyzer.contractRename(plan, { confirmedUnused: true }));
    expect(used).toMatchObject({
      code: "MIGRATION.ALIAS_IN_USE",
      message: expect.stringContaining("late depends on it"),
    });
    await connection.run("DROP VIEW late");
    expect(await failureOf(() => analyzer.contractRename(plan, { observeMs: 0 }))).toMatchObject({
      code: "MIGRATION.INVALID_OPTION",
    });
    const result = await analyzer.contractRename(plan, { confirmedUnused: true });
    expect(result).toMatchObject({ success: true, evidence: [{ source: "statement", value: true }] });
    expect(await failureOf(() => connection.query("SELECT 1 FROM accounts"))).toMatchObject({
      code: "DATABASE.UNDEFINED_TABLE",
    });
  });

  it.runIf(name === "sqlite")("refuses an alias that could not tell rows apart", async () => {
    const connection = open(await freshUrl());
    await connection.run("CREATE TABLE logs (line TEXT); CREATE VIRTUAL TABLE words USING fts5(word)");
    const analyzer = new TableRenameAnalyzer(connection);
    const logs = await analyzer.analyzeRenameImpact({ currentName: "logs", newName: "lines" });
    expect(logs).toMatchObject({ canRenameSafely: false, reasons: [expect.stringContaining("no key")] });
    const words = await analyzer.analyzeRenameImpact({ currentName: "words", newName: "terms" });
    expect(words.reasons).toEqual([expect.stringContaining("virtual table")]);
    await analyzer.executeCoordinatedRename(await analyzer.createRenamePlan(logs, { aliasView: false }));
    expect((await connection.query("SELECT * FROM lines")).rows).toEqual([]);
  });

  it.runIf(name === "sqlite")("writes every kind of row through the alias as through the table", async () => {
    const { connection, analyzer } = await prepared(
      "CREATE TABLE pairs (a TEXT NOT NULL, b INTEGER NOT NULL, v TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID",
    );
    const plan = await analyzer.createRenamePlan(
      await analyzer.analyzeRenameImpact({ currentName: "pairs", newName: "couples" }),
    );
    await analyzer.executeCoordinatedRename(plan);
    await connection.run(
      "INSERT INTO pairs VALUES ('x', 1, 'one'), ('x', 2, NULL); INSERT OR IGNORE INTO pairs VALUES ('x', 1, 'no')",
    );
    await connection.run("UPDATE pairs SET b = b + 10 WHERE v IS NULL; DELETE FROM pairs WHERE v = 'one'");
    await connection.run("INSERT OR REPLACE INTO pairs VALUES ('x', 12, 'new')");
    expect((await connection.query("SELECT * FROM couples")).rows).toEqual([{ a: "x", b: 12, v: "new" }]);
  });

  it.runIf(name === "postgres")(
    "gives the alias the owner, the privileges, the comments and the row security of the table",
    async () => {
      const { connection, analyzer } = await prepared();
      const [owner, reader, other] = ["owner", "reader", "other"].map((role) => `${role}_${randomUUID().slice(0, 8)}`);
      for (const role of [owner, reader, other]) await connection.run(`CREATE ROLE ${role}`);
      cleanups.push(async () => {
        await connection.run(
          `DROP OWNED BY ${owner}, ${reader}, ${other} CASCADE; DROP ROLE ${owner}, ${reader}, ${other}`,
        );
      });
      await connection.run(`
      INSERT INTO accounts VALUES (1, 'seen'), (2, 'hidden');
      ALTER TABLE accounts OWNER TO ${owner};
      GRANT SELECT, INSERT ON accounts TO ${reader}; GRANT UPDATE (note) ON accounts TO ${reader};
      COMMENT ON TABLE accounts IS 'who'; COMMENT ON COLUMN accounts.note IS 'what';
      ALTER TABLE accounts ENABLE ROW LEVEL SECURITY;
      CREATE POLICY seen ON accounts USING (email <> 'hidden')`);
      const plan = await analyzer.createRenamePlan(await analyzer.analyzeRenameImpact(rename));
      await analyzer.executeCoordinatedRename(plan);
      const objects = indexCatalog(await readCatalog(connection));
      expect(objects.get("comment view public.accounts")).toMatchObject({ definition: { text: "who" } });
      expect(objects.get("comment column public.accounts.note")).toMatchObject({ definition: { text: "what" } });
      const as = (role: string | undefined, sql: string) =>
        connection.transaction(async () => {
          await connection.run(`SET LOCAL ROLE ${role}`);
          return (await connection.query(sql)).rows;
        });
      for (const table of ["accounts", "users"]) {
        expect(await as(reader, `SELECT email FROM ${table}`)).toEqual([{ email: "seen" }]);
        expect(await as(reader, `UPDATE ${table} SET note = 'x' RETURNING note`)).toEqual([{ note: "x" }]);
        expect(await failureOf(() => as(reader, `UPDATE ${table} SET email = 'x'`))).toMatchObject({
          code: "DATABASE.PERMISSION_DENIED",
        });
        expect(await failureOf(() => as(other, `SELECT 1 FROM ${table}`))).toMatchObject({
          code: "DATABASE.PERMISSION_DENIED",
        });
        expect(await as(owner, `SELECT count(*) AS n FROM ${table}`)).toEqual([{ n: 2 }]);
      }
    },
  );

  it.runIf(name === "postgres")(
    "writes the new name into bodies of functions, where it is the table that they name",
    async () => {
      const { connection, analyzer } = await prepared(
        "CREATE FUNCTION count_accounts() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM accounts WHERE accounts.id > 0'",
        `CREATE FUNCTION first_account() RETURNS text LANGUAGE plpgsql AS $$
         DECLARE found accounts%ROWTYPE; note text;
         BEGIN SELECT * INTO found FROM public.accounts ORDER BY id LIMIT 1; note := found.email; RETURN note; END $$`,
        `CREATE FUNCTION built() RETURNS bigint LANGUAGE plpgsql AS $$
         DECLARE n bigint; BEGIN EXECUTE 'SELECT count(*) FROM accounts' INTO n; RETURN n; END $$`,
        "CREATE FUNCTION other() RETURNS text LANGUAGE sql AS $$ SELECT email AS accounts FROM accounts $$",
        "CREATE FUNCTION innocent() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$",
        "INSERT INTO accounts VALUES (1, 'first')",
      );
      const impact = await analyzer.analyzeRenameImpact(rename);
      expect(impact.procedureDependencies.length).toBeGreaterThan(1);
      const plan = await analyzer.createRenamePlan(impact, { includeDependencyUpdates: true });
      expect(plan.leftFunctions.map(({ function: id }) => id).sort()).toEqual([
        "function public.built()",
        "function public.other()",
      ]);
      await analyzer.executeCoordinatedRename(plan);
      const used = await failureOf(() => analyzer.contractRename(plan, { confirmedUnused: true }));
      expect(used.meta).toMatchObject({ reasons: ["the function built names it", "the function other names it"] });
      await connection.run("DROP FUNCTION built(); DROP FUNCTION other()");
      await analyzer.contractRename(plan, { confirmedUnused: true });
      const { rows } = await connection.query("SELECT count_accounts() AS n, first_account() AS first");
      expect(rows).toEqual([{ n: 1, first: "first" }]);
    },
  );

  it.runIf(name === "postgres")("does not rename what subscribers look for by its name", async () => {
    const { analyzer } = await prepared("CREATE PUBLICATION changes FOR TABLE accounts");
    const impact = await analyzer.analyzeRenameImpact(rename);
    expect(impact).toMatchObject({ canRenameSafely: false, reasons: [expect.stringContaining("publication changes")] });
  });
});
