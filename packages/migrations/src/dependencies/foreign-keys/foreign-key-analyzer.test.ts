import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { catalogFingerprint } from "../../catalog/catalog-fingerprint.ts";
import { readCatalog } from "../../introspect/read-catalog.ts";
import { ForeignKeyAnalyzer } from "./foreign-key-analyzer.ts";

describe.each(databases)("ForeignKeyAnalyzer on $name", ({ name, freshUrl }) => {
  let connection: Connection;
  let analyzer: ForeignKeyAnalyzer;
  beforeEach(async () => {
    connection = connect(await freshUrl());
    analyzer = new ForeignKeyAnalyzer(connection);
    for (const sql of [
      "CREATE TABLE teams (id integer PRIMARY KEY, title text)",
      "CREATE TABLE users (id integer PRIMARY KEY, team integer CONSTRAINT in_team REFERENCES teams (id) ON DELETE SET NULL, boss integer CONSTRAINT under REFERENCES users (id) ON DELETE CASCADE)",
      `CREATE TABLE posts (id integer PRIMARY KEY, author integer CONSTRAINT by_author REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED, note text)`,
      "CREATE TABLE pins (id integer PRIMARY KEY, post integer CONSTRAINT of_post REFERENCES posts (id))",
      "INSERT INTO teams VALUES (1, 'a'), (2, 'b')",
      "INSERT INTO users VALUES (1, 1, NULL), (2, 1, 1), (3, 2, 2), (4, 2, NULL)",
      "INSERT INTO posts VALUES (1, 1, 'x'), (2, 3, 'y'), (3, 4, 'z')",
    ])
      await connection.run(sql);
  });
  afterEach(() => connection.close());

  it("follows rows along chains and back to their own table, each counted once", async () => {
    const impact = await analyzer.analyzeFkImpact({ operation: "DELETE_ROWS", table: "users", where: "id = 1" });
    expect(impact.deletedRows.map(({ table, rows }) => [table.replace("public.", ""), rows])).toEqual([
      ["table users", 3],
      ["table posts", 2],
    ]);
    expect(impact).toMatchObject({ impactLevel: "CRITICAL", isSafeToProceed: false, requestedRows: 1, unknown: [] });
    for (const { query, source } of impact.evidence) {
      if (source === "count") expect((await connection.query(query ?? "")).rowCount).toBeGreaterThan(0);
    }
    const free = await analyzer.analyzeFkImpact({ operation: "DELETE_ROWS", table: "users", where: "id = 9" });
    expect(free).toMatchObject({ isSafeToProceed: true, requestedRows: 0 });
  });

  it("tells rows that are changed and keys that protect from rows that are deleted", async () => {
    const teams = await analyzer.analyzeFkImpact({ operation: "DELETE_ROWS", table: "teams", where: "id = 1" });
    expect(teams.cascadeOperations).toMatchObject([{ action: "set null", rows: 2 }]);
    expect(teams).toMatchObject({ impactLevel: "HIGH", isSafeToProceed: false });
    await connection.run("INSERT INTO pins VALUES (1, 2)");
    const users = await analyzer.analyzeFkImpact({ operation: "DELETE_ROWS", table: "users", where: "id = 1" });
    expect(users.cascadeOperations.find(({ action }) => action === "no action")).toMatchObject({ rows: 1 });
    expect(users.reasons.join(" ")).toContain("of_post");
  });

  it("says what a trigger might do besides", async () => {
    await connection.run(
      name === "sqlite"
        ? "CREATE TRIGGER keep BEFORE DELETE ON posts BEGIN SELECT RAISE(IGNORE); END"
        : "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TRIGGER keep BEFORE DELETE ON posts FOR EACH ROW EXECUTE FUNCTION keep()",
    );
    const impact = await analyzer.analyzeFkImpact({ operation: "DELETE_ROWS", table: "users", where: "id = 4" });
    expect(impact.unknown.join(" ")).toContain("keep");
    expect(impact.isSafeToProceed).toBe(false);
  });

  it("tells keys that go, that are in the way and that follow", async () => {
    const effects = async (request: Parameters<typeof analyzer.analyzeFkImpact>[0]) => {
      const impact = await analyzer.analyzeFkImpact(request);
      const found = impact.affectedConstraints.map(({ constraint, effect }) => [
        /in_team|by_author|under|of_post/.exec(constraint)?.[0],
        effect,
      ]);
      return [impact.impactLevel, impact.isSafeToProceed, Object.fromEntries(found)];
    };
    expect(await effects({ operation: "DROP_COLUMN", table: "users", column: "team" })).toEqual([
      "MEDIUM",
      true,
      { in_team: "goes" },
    ]);
    expect(await effects({ operation: "DROP_COLUMN", table: "users", column: "id" })).toEqual([
      "CRITICAL",
      false,
      { by_author: "blocks", under: "blocks" },
    ]);
    expect(await effects({ operation: "DROP_TABLE", table: "users" })).toEqual([
      "CRITICAL",
      false,
      { by_author: "blocks", in_team: "goes", under: "goes" },
    ]);
    expect(await effects({ operation: "DROP_TABLE", table: "pins" })).toEqual(["MEDIUM", true, { of_post: "goes" }]);
    expect(await effects({ operation: "RENAME_TABLE", table: "users" })).toEqual([
      "MEDIUM",
      true,
      { by_author: "follows", in_team: "follows", under: "follows" },
    ]);
    expect(await effects({ operation: "DROP_COLUMN", table: "posts", column: "note" })).toEqual(["LOW", true, {}]);
  });

  it("changes the type of all columns that agree, and restores every key exactly", async () => {
    const bigint = name === "sqlite" ? "INT" : "bigint";
    if (name === "postgres")
      for (const sql of [
        "COMMENT ON CONSTRAINT by_author ON posts IS 'who wrote it'",
        "ALTER TABLE pins DROP CONSTRAINT of_post",
        "INSERT INTO pins VALUES (7, 77)",
        "ALTER TABLE pins ADD CONSTRAINT of_post FOREIGN KEY (post) REFERENCES posts (id) NOT VALID",
        "CREATE VIEW authors AS SELECT author FROM posts",
      ])
        await connection.run(sql);
    for (const preferredStrategy of ["minimal_downtime", "single_transaction"] as const) {
      const table = preferredStrategy === "minimal_downtime" ? "users" : "posts";
      const column = table === "users" ? "id" : "id";
      const before = await readCatalog(connection);
      const impact = await analyzer.analyzeFkImpact({ operation: "CHANGE_TYPE", table, column });
      const newType = name === "sqlite" ? bigint : "bigint";
      const plan = await analyzer.generateFkSafeMigrationPlan(impact, { preferredStrategy, newType });
      const result = await analyzer.executeFkSafeMigration(plan);
      expect(result).toMatchObject({ success: true, differingConstraints: [] });
      expect(result.restoredConstraints).toHaveLength(impact.affectedConstraints.length);
      const after = await readCatalog(connection);
      const others = (catalog: typeof before) =>
        catalog.objects.flatMap((object) =>
          object.kind === "column" ? [] : [{ ...object, dependsOn: undefined, position: undefined }],
        );
      expect(others(after)).toEqual(others(before));
      const types = after.objects.flatMap((object) =>
        object.kind === "column" && impact.affectedColumns.includes(object.id) ? [object.definition.type] : [],
      );
      expect(new Set(types)).toEqual(new Set([newType]));
    }
    const { rows } = await connection.query("SELECT count(*) AS n FROM posts WHERE author IS NOT NULL");
    expect(Number(rows[0]?.n)).toBe(3);
  });

  // The key of a file-based table counts beyond any type.
  it.skipIf(name === "sqlite")("changes the type of keys that count, and lets them count further", async () => {
    await connection.run("CREATE TABLE counted (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY)");
    await connection.run("CREATE TABLE few (id integer GENERATED ALWAYS AS IDENTITY (MAXVALUE 9) PRIMARY KEY)");
    await connection.run("CREATE TABLE both_of (c integer REFERENCES counted, f integer REFERENCES few)");
    for (const table of ["counted", "few"]) {
      const impact = await analyzer.analyzeFkImpact({ operation: "CHANGE_TYPE", table, column: "id" });
      const plan = await analyzer.generateFkSafeMigrationPlan(impact, { newType: "bigint" });
      expect(await analyzer.executeFkSafeMigration(plan)).toMatchObject({ success: true });
    }
    await connection.run("SELECT setval(pg_get_serial_sequence('counted', 'id'), 2147483647)");
    const { rows } = await connection.query("INSERT INTO counted DEFAULT VALUES RETURNING id::text");
    expect(rows).toEqual([{ id: "2147483648" }]);
    const { rows: bounds } = await connection.query(
      "SELECT max_value::text AS most FROM pg_sequences WHERE sequencename LIKE 'few%'",
    );
    expect(bounds).toEqual([{ most: "9" }]);
  });

  it("renames and drops with all keys in mind, and refuses what is against one", async () => {
    const rename = await analyzer.analyzeFkImpact({ operation: "RENAME_TABLE", table: "users" });
    const renamed = await analyzer.executeFkSafeMigration(
      await analyzer.generateFkSafeMigrationPlan(rename, { newName: "people" }),
    );
    expect(renamed).toMatchObject({ success: true });
    expect(renamed.restoredConstraints).toHaveLength(3);
    const drop = await analyzer.analyzeFkImpact({ operation: "DROP_COLUMN", table: "people", column: "team" });
    expect(await analyzer.executeFkSafeMigration(await analyzer.generateFkSafeMigrationPlan(drop))).toMatchObject({
      success: true,
    });
    const blocked = await analyzer.analyzeFkImpact({ operation: "DROP_TABLE", table: "people" });
    const fingerprint = catalogFingerprint(await readCatalog(connection));
    await expect(analyzer.generateFkSafeMigrationPlan(blocked)).rejects.toMatchObject({ code: "MIGRATION.UNDECIDED" });
    await connection.run("CREATE VIEW notes AS SELECT note FROM posts");
    const viewed = await analyzer.analyzeFkImpact({ operation: "DROP_COLUMN", table: "posts", column: "note" });
    await expect(analyzer.generateFkSafeMigrationPlan(viewed)).rejects.toThrow(/notes/);
    await connection.run("DROP VIEW notes");
    expect(catalogFingerprint(await readCatalog(connection))).toBe(fingerprint);
  });

  it("refuses questions that have no answer", async () => {
    const ask = (request: object) => analyzer.analyzeFkImpact(Object.assign({ table: "users" }, request) as never);
    await expect(ask({ operation: "DROP" })).rejects.toMatchObject({ code: "MIGRATION.INVALID_OPTION" });
    await expect(ask({ operation: "DROP_COLUMN" })).rejects.toMatchObject({ code: "MIGRATION.INVALID_OPTION" });
    await expect(ask({ operation: "DROP_TABLE", where: "true" })).rejects.toMatchObject({
      code: "MIGRATION.INVALID_OPTION",
    });
    await expect(ask({ operation: "DROP_TABLE", cascade: true })).rejects.toMatchObject({
      code: "MIGRATION.UNKNOWN_OPTION",
    });
    const rename = await analyzer.analyzeFkImpact({ operation: "RENAME_TABLE", table: "users" });
    await expect(analyzer.generateFkSafeMigrationPlan(rename)).rejects.toMatchObject({
      code: "MIGRATION.INVALID_OPTION",
    });
  });
});
