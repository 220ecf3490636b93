import type { Table } from "@dataflow/core";
import { type Connection, connect, introspect } from "@dataflow/database";
import { compileStatement, parseFilter, queryTable } from "@dataflow/query";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, describe, expect, it } from "vitest";
import { ensureSchema } from "./ensure-schema.ts";
import { planCreation } from "./plan/plan-creation.ts";

const notes: Table = {
  name: "my notes",
  columns: [
    { name: "key", type: { kind: "text" }, nullable: false },
    { name: "Titel", type: { kind: "text" }, nullable: true },
    { name: 'odd "name', type: { kind: "text", length: 100 }, nullable: false },
    { name: "size", type: { kind: "integer" }, nullable: true },
  ],
  primaryKey: { columns: ["key"] },
  uniques: [],
  foreignKeys: [],
  indexes: [],
  textIndex: { name: "my notes_text", columns: ['odd "name', "Titel"] },
};
const table = queryTable(notes);

let connection: Connection;
afterEach(() => connection.close());

async function find(search: string): Promise<readonly unknown[]> {
  const where = parseFilter({ $text: { $search: search } }, table);
  const { plan, parameters } = compileStatement(
    { kind: "select", table, fields: ["key"], where, orderBy: [] },
    connection.dialect,
  );
  return (await connection.query(plan.text, parameters)).rows.map((row) => row.key).sort();
}

describe.each(databases)("a text index on $name", ({ name, freshUrl }) => {
  it("is created with its table, and found in place afterwards", async () => {
    connection = connect(await freshUrl());
    const wanted = {
      tables: [notes, { ...notes, name: "others", textIndex: { name: "others_text", columns: ["Titel"] } }],
    };
    const { created, differences } = await ensureSchema(connection, wanted, { mode: "create" });
    expect([created, differences]).toEqual([["my notes", "others"], []]);
    expect(await ensureSchema(connection, wanted, { mode: "verify" })).toEqual({ created: [], differences: [] });
    const { tables } = await introspect(connection);
    expect(tables.map(({ name: found, textIndex }) => [found, textIndex])).toEqual([
      ["my notes", notes.textIndex],
      ["others", { name: "others_text", columns: ["Titel"] }],
    ]);
  });

  it("is missed where a table lacks it, and told of where no model wants it", async () => {
    connection = connect(await freshUrl());
    const { textIndex: _, ...plain } = notes;
    await ensureSchema(connection, { tables: [plain] }, { mode: "create" });
    await expect(ensureSchema(connection, { tables: [notes] }, { mode: "verify" })).rejects.toThrow(
      /lacks the text index "my notes_text" over \(odd "name, Titel\)/,
    );
    await expect(ensureSchema(connection, { tables: [notes] }, { mode: "create" })).rejects.toMatchObject({
      code: "MIGRATION.TABLE_OUTDATED",
    });
    const other = { ...notes, name: "other" };
    await ensureSchema(
      connection,
      { tables: [{ ...other, textIndex: { name: "t", columns: ["Titel"] } }] },
      { mode: "create" },
    );
    const { textIndex: __, ...unwanted } = other;
    const { differences } = await ensureSchema(connection, { tables: [unwanted] }, { mode: "verify" });
    expect(differences.map(({ kind, severity }) => [kind, severity])).toEqual([["extraTextIndex", "info"]]);
  });

  it("is as its rows are, whoever changes them", async () => {
    connection = connect(await freshUrl());
    await ensureSchema(connection, { tables: [notes] }, { mode: "create" });
    const values = Array.from(
      { length: 50 },
      (_, at) => `('k${at}', 'note ${at}', ${at % 2 === 0 ? "'even'" : "'odd'"})`,
    );
    await connection.run(`INSERT INTO "my notes" ("key", "Titel", "odd ""name") VALUES ${values.join(", ")}`);
    expect(await find('"note 7"')).toEqual(["k7"]);
    await connection.run(`UPDATE "my notes" SET "odd ""name" = 'seven ' || "key" WHERE "Titel" = 'note 7'`);
    await connection.run(`UPDATE "my notes" SET "key" = 'moved' WHERE "key" = 'k9'`);
    await connection.run(
      `INSERT INTO "my notes" VALUES ('k8', 'again', 'x', 1) ON CONFLICT ("key") DO UPDATE SET "Titel" = excluded."Titel"`,
    );
    await connection.run(`DELETE FROM "my notes" WHERE "key" LIKE 'k2%' OR "key" LIKE 'k3%'`);
    if (name === "sqlite") await connection.run("VACUUM");
    expect(await find("seven")).toEqual(["k7"]);
    expect(await find('"note 9"')).toEqual(["moved"]);
    expect(await find("8 again")).toEqual(["k8"]);
    expect(await find("22 33 44")).toEqual(["k44"]);
    expect(await find('"k7 note" "seven note"')).toEqual([]);
    await connection.run(`DELETE FROM "my notes"`);
    expect(await find("note odd even")).toEqual([]);
  });

  it("is only over texts, of a table with a key", () => {
    connection = connect("sqlite::memory:");
    const over = (columns: readonly string[]) => ({ ...notes, textIndex: { name: "i", columns } });
    expect(() => planCreation({ tables: [] }, { tables: [over(["size"])] }, name)).toThrow(/"size" holds no text/);
    expect(() => planCreation({ tables: [] }, { tables: [over(["titel"])] }, name)).toThrow(/names the column "titel"/);
    expect(() => planCreation({ tables: [] }, { tables: [over([])] }, name)).toThrow(/names no column/);
  });
});
