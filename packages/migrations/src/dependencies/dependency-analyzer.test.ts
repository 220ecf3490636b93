import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DependencyReport } from "./dependency.ts";
import { DependencyAnalyzer } from "./dependency-analyzer.ts";

function lines({ dependencies }: DependencyReport): readonly string[] {
  return dependencies.map(
    ({ dependencyType, objectName, distance, known }) => `${distance} ${dependencyType} ${objectName} (${known})`,
  );
}

const [sqlite, postgres] = databases;
if (sqlite === undefined || postgres === undefined) throw new Error("both databases are needed");

describe.each(databases)("DependencyAnalyzer on $name", ({ freshUrl }) => {
  let connection: Connection;
  let analyzer: DependencyAnalyzer;
  beforeEach(async () => {
    connection = connect(await freshUrl());
    analyzer = new DependencyAnalyzer(connection);
    for (const sql of [
      "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, bio TEXT, n INTEGER, twice INTEGER GENERATED ALWAYS AS (n * 2) STORED, CHECK (n < 9))",
      "CREATE TABLE orders (id INTEGER PRIMARY KEY, buyer INTEGER REFERENCES users (id) ON DELETE CASCADE)",
      "CREATE INDEX by_email ON users (email)",
      "CREATE VIEW addresses AS SELECT email FROM users",
      "CREATE VIEW short AS SELECT substr(email, 1, 3) AS start FROM addresses",
    ])
      await connection.run(sql);
  });
  afterEach(() => connection.close());

  it("finds views on views, with their distance", async () => {
    const report = await analyzer.analyzeColumnDependencies({ table: "users", column: "email" });
    const names = report.dependencies.map(({ dependencyType, objectName, distance }) => [
      distance,
      dependencyType,
      objectName.split(".").at(-1),
    ]);
    expect(names).toEqual([
      [1, "index", "by_email"],
      [1, "view", "addresses"],
      [2, "view", "short"],
    ]);
    expect(report.dependencies[2]?.needs).toBe(report.dependencies[1]?.object);
    expect(report.unknown).toEqual([]);
  });

  it("finds generated columns, checks, and keys of other tables", async () => {
    const byN = await analyzer.analyzeColumnDependencies({ table: "users", column: "n" });
    expect(byN.dependencies.map(({ dependencyType }) => dependencyType).sort()).toEqual([
      "constraint",
      "generated column",
    ]);
    const byId = await analyzer.analyzeColumnDependencies({ table: "users", column: "id" });
    expect(byId.dependencies.map(({ dependencyType }) => dependencyType).sort()).toEqual(["constraint", "foreign key"]);
    const ofOrders = await analyzer.analyzeTableDependencies({ table: "orders" });
    expect(ofOrders.dependencies.map(({ dependencyType }) => dependencyType).sort()).toEqual([
      "constraint",
      "foreign key",
    ]);
  });

  it("finds nothing for a column that nobody uses", async () => {
    const report = await analyzer.analyzeColumnDependencies({ table: "users", column: "bio" });
    expect(report).toMatchObject({ dependencies: [], unknown: [] });
  });

  it("names the closest table or column when there is none", async () => {
    await expect(analyzer.analyzeTableDependencies({ table: "user" })).rejects.toMatchObject({
      code: "MIGRATION.UNKNOWN_OBJECT",
      fix: expect.stringContaining('"users"'),
    });
    await expect(analyzer.analyzeColumnDependencies({ table: "users", column: "emial" })).rejects.toMatchObject({
      fix: expect.stringContaining('"email"'),
    });
    await expect(analyzer.analyzeColumnDependencies({ table: "users", column: "constructor" })).rejects.toMatchObject({
      code: "MIGRATION.UNKNOWN_OBJECT",
    });
  });

  it("says of an empty database that it is one", async () => {
    const empty = connect(await freshUrl());
    const failure = new DependencyAnalyzer(empty).analyzeTableDependencies({ table: "users" });
    await expect(failure).rejects.toMatchObject({
      code: "MIGRATION.UNKNOWN_OBJECT",
      fix: "connect to the database that has it: this one has none at all",
    });
    await empty.close();
  });

  it("finds triggers that use a column of another table", async () => {
    const body =
      connection.dialect === "sqlite"
        ? ["CREATE TRIGGER note AFTER INSERT ON orders BEGIN UPDATE users SET bio = 'x' WHERE id = NEW.buyer; END"]
        : [
            "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN UPDATE users SET bio = ''x'' WHERE id = NEW.buyer; RETURN NEW; END'",
            "CREATE TRIGGER note AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION note()",
          ];
    for (const sql of body) await connection.run(sql);
    const used = await analyzer.analyzeColumnDependencies({ table: "users", column: "bio" });
    expect(used.dependencies.map(({ dependencyType }) => dependencyType)).toContain("trigger");
    expect(used.dependencies.every(({ known }) => known === "parsed")).toBe(true);
    const buyer = await analyzer.analyzeColumnDependencies({ table: "orders", column: "buyer" });
    expect(buyer.dependencies.map(({ dependencyType }) => dependencyType)).toContain("trigger");
    const email = await analyzer.analyzeColumnDependencies({ table: "users", column: "email" });
    expect(email.dependencies.map(({ dependencyType }) => dependencyType)).not.toContain("trigger");
  });
});

describe("DependencyAnalyzer on SQLite", () => {
  it("finds virtual tables that have their rows from a table", async () => {
    const connection = connect(await sqlite.freshUrl());
    await connection.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, other TEXT)");
    await connection.run("CREATE VIRTUAL TABLE found USING fts5(body, content='notes', content_rowid='id')");
    const analyzer = new DependencyAnalyzer(connection);
    const report = await analyzer.analyzeColumnDependencies({ table: "notes", column: "body" });
    expect(lines(report)).toEqual(["1 virtual table found (parsed)"]);
    expect(lines(await analyzer.analyzeColumnDependencies({ table: "notes", column: "other" }))).toEqual([]);
    expect(lines(await analyzer.analyzeTableDependencies({ table: "notes" }))).toContain(
      "1 virtual table found (parsed)",
    );
    await connection.close();
  });
});

describe("DependencyAnalyzer on PostgreSQL", () => {
  let connection: Connection;
  let analyzer: DependencyAnalyzer;
  beforeEach(async () => {
    connection = connect(await postgres.freshUrl());
    analyzer = new DependencyAnalyzer(connection);
  });
  afterEach(() => connection.close());

  async function run(...statements: readonly string[]): Promise<void> {
    for (const sql of statements) await connection.run(sql);
  }
  const of = (column: string, table = "users") => analyzer.analyzeColumnDependencies({ table, column }).then(lines);

  it("finds each kind that the server records", async () => {
    await run(
      "CREATE TABLE users (id serial PRIMARY KEY, email text, active boolean) PARTITION BY RANGE (id)",
      "CREATE TABLE users_1 PARTITION OF users FOR VALUES FROM (1) TO (9)",
      "CREATE MATERIALIZED VIEW kept AS SELECT email FROM users_1",
      "CREATE INDEX ON kept (email)",
      "CREATE POLICY mine ON users USING (email = current_user)",
      "CREATE RULE copy AS ON DELETE TO users WHERE old.email = 'x' DO ALSO NOTHING",
      "CREATE STATISTICS pair ON id, email FROM users",
      "CREATE PUBLICATION everything FOR TABLE users",
      "CREATE FUNCTION f(u users) RETURNS int LANGUAGE sql AS 'SELECT 1'",
      "CREATE TABLE holders (u users_1, made integer DEFAULT nextval('users_id_seq'))",
      "CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
      "CREATE TRIGGER changed BEFORE UPDATE OF email ON users_1 FOR EACH ROW EXECUTE FUNCTION fire()",
    );
    const table = lines(await analyzer.analyzeTableDependencies({ table: "users" }));
    expect(table.toSorted()).toEqual(
      [
        "1 constraint public.users.users_pkey (recorded)",
        "1 function public.f(public.users) (recorded)",
        "1 policy public.users.mine (recorded)",
        "1 publication everything (recorded)",
        "1 rule public.users.copy (recorded)",
        "1 sequence public.users_id_seq (recorded)",
        "1 statistics public.pair (recorded)",
        "1 partition public.users_1 (recorded)",
        "2 row type public.holders.u (recorded)",
        "2 default public.holders.made (recorded)",
        "2 materialized view public.kept (recorded)",
        "2 trigger public.users_1.changed (recorded)",
        "3 index public.kept_email_idx (recorded)",
      ].toSorted(),
    );
    expect((await of("email")).toSorted()).toEqual([
      "1 partition public.users_1.email (recorded)",
      "1 policy public.users.mine (recorded)",
      "1 rule public.users.copy (recorded)",
      "1 statistics public.pair (recorded)",
      "2 materialized view public.kept (recorded)",
      "2 trigger public.users_1.changed (recorded)",
      "3 index public.kept_email_idx (recorded)",
    ]);
    expect(await of("id")).toContain("1 partition public.users (recorded)");
  });

  const users = "CREATE TABLE users (id int PRIMARY KEY, email text, bio text, active boolean)";

  const BODIES: readonly (readonly [title: string, statement: string, uses: readonly string[]])[] = [
    [
      "SQL",
      "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT u.email FROM users u WHERE u.active'",
      ["email", "active"],
    ],
    [
      "a SELECT of everything",
      "CREATE FUNCTION f() RETURNS SETOF record LANGUAGE sql AS 'SELECT * FROM users'",
      ["id", "email", "bio", "active"],
    ],
    [
      "an INSERT without columns",
      "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'INSERT INTO users VALUES (1)'",
      ["id", "email", "bio", "active"],
    ],
    ["an UPDATE", "CREATE PROCEDURE f() LANGUAGE plpgsql AS 'BEGIN UPDATE users SET bio = NULL; END'", ["bio"]],
    [
      "a conflict",
      "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'INSERT INTO users AS u (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET bio = excluded.bio'",
      ["id", "bio"],
    ],
    [
      "a whole row",
      "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT to_jsonb(u)::text FROM users u'",
      ["id", "email", "bio", "active"],
    ],
    [
      "%ROWTYPE",
      "CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS 'DECLARE r public.users%ROWTYPE; BEGIN RETURN r.email; END'",
      ["id", "email", "bio", "active"],
    ],
    [
      "%TYPE",
      "CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS 'DECLARE e users.email%TYPE; BEGIN RETURN e; END'",
      ["email"],
    ],
    [
      "a loop",
      "CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS 'DECLARE r record; BEGIN FOR r IN SELECT email FROM users LOOP RETURN r.email; END LOOP; END'",
      ["email"],
    ],
    [
      "a query that is returned",
      "CREATE FUNCTION f() RETURNS TABLE (a text) LANGUAGE plpgsql AS 'BEGIN RETURN QUERY SELECT email FROM users; END'",
      ["email"],
    ],
    [
      "an assignment",
      "CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS 'DECLARE x text; BEGIN x := (SELECT email FROM users LIMIT 1); RETURN x; END'",
      ["email"],
    ],
    [
      "a condition",
      "CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS 'BEGIN IF EXISTS (SELECT FROM users WHERE active) THEN RETURN 1; END IF; END'",
      ["active"],
    ],
    [
      "a cursor",
      "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS 'DECLARE c CURSOR FOR SELECT bio FROM users; BEGIN OPEN c; END'",
      ["bio"],
    ],
    [
      "a constant text that is run",
      "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE ''DELETE FROM users WHERE bio IS NULL''; END'",
      ["bio"],
    ],
    [
      "a join",
      "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM users a JOIN users b USING (email)'",
      ["email"],
    ],
    [
      "SQL of the standard",
      "CREATE FUNCTION f() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT email FROM users; END",
      ["email"],
    ],
    [
      "a name in another schema",
      "CREATE FUNCTION f() RETURNS text LANGUAGE sql SET search_path = other AS 'SELECT email FROM other.users'",
      [],
    ],
    [
      "a column of another table",
      "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT n.email FROM other.notes n, users u WHERE u.id = 1'",
      ["id"],
    ],
  ];

  it.each(BODIES)("understands a body with %s", async (_, statement, uses) => {
    await run(
      users,
      "CREATE SCHEMA other",
      "CREATE TABLE other.users (email text)",
      "CREATE TABLE other.notes (email text)",
      "SET check_function_bodies = off",
      statement,
    );
    const found: string[] = [];
    for (const column of ["id", "email", "bio", "active"])
      if ((await of(column)).some((line) => /function public\.f\(\) \((?:parsed|recorded)\)/.test(line)))
        found.push(column);
    expect(found).toEqual(uses);
    const { unknown } = await analyzer.analyzeTableDependencies({ table: "users" });
    expect(unknown).toEqual([]);
  });

  it("follows calls from function to function, and what uses them", async () => {
    await run(
      users,
      "CREATE FUNCTION one() RETURNS text LANGUAGE sql AS 'SELECT email FROM users LIMIT 1'",
      "CREATE FUNCTION two() RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN one(); END'",
      "CREATE TABLE notes (text text DEFAULT two())",
      "CREATE VIEW twos AS SELECT two() AS two",
    );
    expect(await of("email")).toEqual([
      "1 function public.one() (parsed)",
      "2 function public.two() (parsed)",
      "3 default public.notes.text (parsed)",
      "3 view public.twos (parsed)",
    ]);
  });

  it("knows the rows that a trigger function is given", async () => {
    await run(
      users,
      "CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.email := lower(NEW.email); IF OLD.active THEN RETURN NULL; END IF; RETURN NEW; END'",
      "CREATE TRIGGER fire BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION fire()",
    );
    const both = ["1 function public.fire() (parsed)", "2 trigger public.users.fire (parsed)"];
    expect([await of("email"), await of("active"), await of("bio")]).toEqual([both, both, []]);
  });

  const OPAQUE: readonly (readonly [title: string, statement: string, why: RegExp])[] = [
    [
      "a text put together",
      "CREATE FUNCTION f(c text) RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE format(''UPDATE users SET %I = NULL'', c); END'",
      /put together at run time/,
    ],
    [
      "a body that is broken",
      "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS 'BEGIN this is not; SQL'",
      /cannot be parsed/,
    ],
    ["SQL that is broken", "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'SELECT FROM WHERE'", /cannot be parsed/],
    ["code of the server", "CREATE FUNCTION f(int) RETURNS int LANGUAGE internal AS 'int4abs'", /written in internal/],
  ];

  it.each(OPAQUE)("says that it does not know with %s", async (_, statement, why) => {
    await run(users, "SET check_function_bodies = off", statement);
    const report = await analyzer.analyzeColumnDependencies({ table: "users", column: "bio" });
    expect(lines(report)).toEqual([expect.stringMatching(/^1 function public\.f\(.*\) \(possible\)$/)]);
    expect(report.unknown).toEqual([expect.stringMatching(why)]);
  });

  it("says what it does not know the use of", async () => {
    await run(
      users,
      "CREATE FUNCTION same(users, users) RETURNS boolean LANGUAGE sql AS 'SELECT $1.id = $2.id'",
      "CREATE OPERATOR === (LEFTARG = users, RIGHTARG = users, FUNCTION = same)",
    );
    const report = await analyzer.analyzeTableDependencies({ table: "users" });
    expect(lines(report).join("\n")).toMatch(/1 unmodelled .*===.* \(possible\)/);
    expect(report.unknown).toHaveLength(1);
  });
});
