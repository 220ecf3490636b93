import { connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { column, nullable, TEXT, table } from "../example-tables.fixture.ts";
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
