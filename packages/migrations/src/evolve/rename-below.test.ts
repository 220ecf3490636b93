import { connect } from "@dataflow/database";
import { databases, type PostgresServer, startPostgres } from "@dataflow-tooling/vitest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { column, nullable, TEXT, table } from "../example-tables.fixture.ts";
import { rollbackMigration } from "../rollback/rollback-migration.ts";
import { migrateModels } from "./migrate-models.ts";

const DATE = { kind: "date" } as const;

describe.each(databases)("a column of a type's name on $name", ({ freshUrl }) => {
  it("is renamed below everything that looks at it", async () => {
    const connection = connect(await freshUrl());
    await migrateModels(
      connection,
      { tables: [table("notes", [column("text", TEXT), nullable("date", DATE)])] },
      { autoConfirm: true },
    );
    for (const sql of [
      "INSERT INTO notes (text, date) VALUES ('kept', '2026-01-01')",
      "CREATE INDEX notes_partial ON notes (date) WHERE text <> 'x'",
      "CREATE INDEX notes_lower ON notes (lower(text))",
      "CREATE VIEW words AS SELECT id, text, date FROM notes WHERE text <> '' AND date IS NOT NULL",
    ])
      await connection.run(sql);
    const hints = [
      { table: "notes", column: "words", from: "text" },
      { table: "notes", column: "day", from: "date" },
    ];
    const tables = [table("notes", [column("words", TEXT), nullable("day", DATE)])];
    const { success, migrations } = await migrateModels(connection, { tables, hints }, { autoConfirm: true });
    expect(success).toBe(true);
    expect(migrations.map(({ operation }) => operation)).toEqual(["renameColumn", "renameColumn"]);
    expect((await connection.query("SELECT id FROM words")).rows).toHaveLength(1);
    expect((await migrateModels(connection, { tables, hints }, { dryRun: true })).migrations).toEqual([]);
    await connection.close();
  });
});

/** A running server that was named is used as it is; otherwise those on which a NOT NULL has no name, and has one. */
const versions = (process.env.DATAFLOW_TEST_PG_URL ?? "") === "" ? ["17", "18"] : ["named"];

describe.each(versions)("a required column on PostgreSQL %s", (version) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(version === "named" ? {} : { version });
  });
  afterAll(() => server?.stop());

  it("keeps what its NOT NULL is called when it and its table are renamed", async () => {
    const connection = connect(await server.createDatabase());
    const users = { tables: [table("users", [column("email", TEXT), column("name", TEXT)])] };
    await migrateModels(connection, users, { autoConfirm: true });
    await connection.run("INSERT INTO users (email, name) VALUES ('a@example.org', 'Ann')");
    const hints = [
      { table: "people", from: "users" },
      { table: "people", column: "mail", from: "email" },
    ];
    const people = { tables: [table("people", [column("mail", TEXT), column("name", TEXT)])], hints };
    const first = await migrateModels(connection, people, { autoConfirm: true });
    expect(first).toMatchObject({ success: true });
    expect((await migrateModels(connection, people, { dryRun: true })).migrations).toEqual([]);
    // Back again, the names fit once more; and what is not required any more has none.
    const back = { tables: [table("users", [column("email", TEXT), nullable("name", TEXT)])] };
    const hintsBack = [
      { table: "users", from: "people" },
      { table: "users", column: "email", from: "mail" },
    ];
    await migrateModels(connection, { ...back, hints: hintsBack }, { autoConfirm: true });
    expect((await migrateModels(connection, back, { dryRun: true })).migrations).toEqual([]);
    await rollbackMigration(connection, first.migrationId ?? "");
    expect((await migrateModels(connection, users, { dryRun: true })).migrations).toEqual([]);
    expect((await connection.query("SELECT email, name FROM users")).rows).toHaveLength(1);
    await connection.close();
  });
});
